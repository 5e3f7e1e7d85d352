import { readFileSync } from 'node:fs';
import { EngineClient } from '../../src/client/engineClient';
import { TrainingProcess } from '../../src/client/trainingProcess';
import type { ScoreMasksRequest } from '../../src/protocol/engineApi';
import type { TrainingJob } from '../../src/protocol/training';

/** What a process is told to have done; the test kills it meanwhile. */
export type ParentOrder =
  | { readonly kind: 'engine'; readonly cacheDirectory: string; readonly request: ScoreMasksRequest }
  | { readonly kind: 'training'; readonly job: TrainingJob };

/** A process that owns another one, and prints its pid once that works. Arguments: its program, a file of its order. */
async function main(serverPath: string, order: ParentOrder): Promise<void> {
  if (order.kind === 'training') {
    const onProgress = () => process.stdout.write(`${training.pid}\n`);
    const training = new TrainingProcess(order.job, { serverPath, onProgress, onStderr: () => undefined });
    await training.result;
    return;
  }
  const engineOptions = () => ({ cacheDirectory: order.cacheDirectory, provider: 'cpu', threads: 1 }) as const;
  const client = new EngineClient({ serverPath, engineOptions });
  const { request } = order;
  // Compiled and opened already when the request comes that is to be cut off.
  await client.api.scoreMasks({ ...request, rows: request.rows.slice(0, 1) });
  const answer = client.api.scoreMasks(request);
  process.stdout.write(`${client.pid}\n`);
  await answer;
}

void main(process.argv[2] ?? '', JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8')) as ParentOrder);
