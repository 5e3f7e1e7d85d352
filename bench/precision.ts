import { readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { writeSafetensors } from '../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../src/engine/loadedModel';
import { int64 } from '../src/engine/tasks/inputTensors';
import type { Precision } from '../src/protocol/engineApi';
import { precisions } from '../src/protocol/engineApi';
import { medians, row } from './measure';
import { base, randomCheckpoint, v3Small } from './randomCheckpoint';

const directory = path.join(os.tmpdir(), 'deberta-bench');
const cacheDirectory = path.join(directory, 'compiled');
const tokens = 64;

/** Forward time at 64 tokens and resident memory in fp32 and int8, and how far the bundled model agrees with itself. Needs a build. */
async function main(): Promise<void> {
  await mkdir(directory, { recursive: true });
  console.log(row('model', 'precision', 'ms', 'resident MB', 'weights MB'));
  for (const size of [v3Small, base]) {
    const folder = await randomCheckpoint(directory, size, 'discriminator');
    const time = await forwardTimes(folder);
    const weights = statSync(path.join(folder, 'model.safetensors')).size / 1e6;
    for (const precision of precisions) {
      console.log(row(size.name, precision, time[precision]!, await residentMegabytes(folder, precision), weights));
    }
  }
  const { client, model } = engineWith(path.join(__dirname, '../models/bundled'));
  const { agreement, meanDivergence } = await client.api.comparePrecision({ model, precision: 'int8' });
  console.log(`bundled: agreement ${(100 * agreement).toFixed(1)} %, divergence ${meanDivergence.toFixed(4)} nats`);
  await client.dispose();
}

async function forwardTimes(folder: string): Promise<Record<string, number>> {
  const options = { cacheDirectory, provider: 'cpu', threads: 0 } as const;
  const inputs = {
    input_ids: int64(
      Array.from({ length: tokens }, (_, i) => 1000 + 7 * i),
      [1, tokens],
    ),
  };
  const jobs: Record<string, () => Promise<unknown>> = {};
  const models: LoadedModel[] = [];
  for (const precision of precisions) {
    const model = await LoadedModel.open(folder, options, precision);
    models.push(model);
    jobs[precision] = () => model.graphs({}).run({ head: 'rtd', padded: false }, inputs);
  }
  const result = await medians(jobs, 25);
  for (const model of models) await model.close();
  return result;
}

/** Memory of the engine's process after a forward pass, without the process itself. */
async function residentMegabytes(folder: string, precision: Precision): Promise<number> {
  const { client, model } = engineWith(folder);
  try {
    await client.api.describe({ model });
    const before = resident(client.pid);
    const ids = path.join(directory, 'ids.safetensors');

    const data = BigInt64Array.from({ length: tokens }, (_, i) => BigInt(1000 + 7 * i));
    await writeSafetensors(ids, new Map([['input_ids', { dtype: 'I64', shape: [1, tokens], data }]]));
    const out = path.join(directory, 'out.safetensors');
    await client.api.forward({ model, precision, head: 'rtd', inputs: ids, out, trace: false });
    return resident(client.pid) - before;
  } finally {
    await client.dispose();
  }
}

function engineWith(model: string): { client: EngineClient; model: string } {
  const hostPath = path.join(__dirname, '../dist/host.js');
  const engineOptions = () => ({ cacheDirectory, provider: 'cpu', threads: 0 }) as const;
  return { client: new EngineClient({ hostPath, engineOptions, priority: 0 }), model };
}

function resident(pid: number | undefined): number {
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}

void main();
