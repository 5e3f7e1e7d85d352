import { EngineClient } from '../../src/client/engineClient';

/** A process that owns an engine and says its pid; the test kills it. Arguments: the host program. */
async function main(): Promise<void> {
  const hostPath = process.argv[2] ?? '';
  const engineOptions = () => ({ cacheDirectory: '', provider: 'cpu', threads: 1 }) as const;
  const client = new EngineClient({ hostPath, engineOptions });
  await client.api.describe({ model: 'start' });
  process.stdout.write(`${client.pid}\n`);
  await client.api.describe({ model: 'sleep 60000' });
}

void main();
