import { readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { writeSafetensors } from '../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../src/engine/loadedModel';
import { int64 } from '../src/engine/batch/inputTensors';
import type { Precision } from '../src/protocol/engineApi';
import { precisions, reducedPrecisions } from '../src/protocol/engineApi';
import { medians, row } from './measure';
import { base, randomCheckpoint } from './randomCheckpoint';

const directory = path.join(os.tmpdir(), 'deberta-bench');
const cacheDirectory = path.join(directory, 'compiled');
const bundled = path.join(__dirname, '../models/bundled');
const lengths = [16, 64, 256];

/**
 * A model of the base size in every precision: forward time against fp32 in the same run, and resident memory after 64
 * tokens. Then the same of the bundled model, with its answers compared: a random model's would say nothing. Needs a
 * build. `tsx bench/precision.ts [base|bundled]`.
 */
async function main(): Promise<void> {
  await mkdir(directory, { recursive: true });
  const chosen = process.argv[2];
  const models = [
    ['base', () => randomCheckpoint(directory, base, 'discriminator'), 'rtd'],
    ['bundled', async () => bundled, 'trace'],
  ] as const;
  for (const [name, folder, head] of models.filter(([one]) => chosen === undefined || chosen === one)) {
    const model = await folder();
    console.log(row(name, ...lengths.map((tokens) => `fp32/ ${tokens}`), 'resident MB', '/fp32', 'weights MB'));
    const times = await forwardTimes(model, head);
    const weights = statSync(path.join(model, 'model.safetensors')).size / 1e6;
    const exact = await residentMegabytes(model, 'fp32');
    for (const precision of precisions) {
      const resident = precision === 'fp32' ? exact : await residentMegabytes(model, precision);
      const speeds = times.map((time) => time['fp32']! / time[precision]!);
      console.log(row(precision, ...speeds, resident, resident / exact, weights));
    }
    console.log(`fp32: ${times.map((time, i) => `${time['fp32']!.toFixed(1)} ms at ${lengths[i]} tokens`).join(', ')}`);
  }
  const { client, model } = engineWith(bundled);
  for (const precision of reducedPrecisions) {
    const { agreement, meanDivergence = 0 } = await client.api.comparePrecision({ model, precision });
    console.log(
      `bundled in ${precision}: ${(100 * agreement).toFixed(1)} % of the answers as in fp32, ${meanDivergence.toExponential(1)} nats`,
    );
  }
  await client.dispose();
}

/** Median milliseconds of every precision for each length. */
async function forwardTimes(folder: string, head: 'rtd' | 'trace'): Promise<Record<string, number>[]> {
  const options = { cacheDirectory, provider: 'cpu', threads: 0 } as const;
  const models = await Promise.all(precisions.map((precision) => LoadedModel.open(folder, options, precision)));
  const results: Record<string, number>[] = [];
  for (const tokens of lengths) {
    const inputs = { input_ids: int64(ids(tokens), [1, tokens]) };
    // Of a trace only the last states, so that no time goes into copying the rest.
    const output = head === 'trace' ? [`hidden.${models[0]!.checkpoint.config.numHiddenLayers - 1}`] : undefined;
    const jobs = models.map((model) => [
      model.precision,
      () => model.graphs({}).run({ kind: head, padded: false }, inputs, output),
    ]);
    results.push(await medians(Object.fromEntries(jobs) as Record<Precision, () => Promise<unknown>>, 21));
  }
  for (const model of models) await model.close();
  return results;
}

/** Memory of the engine's process after a forward pass over 64 tokens, without the process itself. */
async function residentMegabytes(folder: string, precision: Precision): Promise<number> {
  const { client, model } = engineWith(folder);
  try {
    const { heads } = await client.api.describe({ model });
    const before = resident(client.pid);
    const file = path.join(directory, 'ids.safetensors');
    const data = BigInt64Array.from(ids(64), BigInt);
    const masked = BigInt64Array.of(0n, 30n);
    await writeSafetensors(
      file,
      new Map([
        ['input_ids', { dtype: 'I64', shape: [1, 64], data }],
        ['masked_positions', { dtype: 'I64', shape: [1, 2], data: masked }],
      ]),
    );
    const out = path.join(directory, 'out.safetensors');
    for (let i = 0; i < 3; i++) {
      await client.api.forward({ model, precision, head: heads[0]!, inputs: file, out, trace: false });
    }
    return resident(client.pid) - before;
  } finally {
    await client.dispose();
  }
}

function ids(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 1000 + 7 * i);
}

function engineWith(model: string): { client: EngineClient; model: string } {
  const serverPath = path.join(__dirname, '../dist/engineServer.js');
  const engineOptions = () => ({ cacheDirectory, provider: 'cpu', threads: 0 }) as const;
  return { client: new EngineClient({ serverPath, engineOptions, priority: 0 }), model };
}

function resident(pid: number | undefined): number {
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}

void main();
