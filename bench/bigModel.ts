import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { copyFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { precisions, type Precision } from '../src/protocol/engineApi';
import { Canceled } from '../src/protocol/errors';
import { writeLargeCheckpoint, xxlarge } from '../test/engine/checkpoint/largeLayout';
import { row } from './measure';

const bundled = path.join(__dirname, '../models/bundled');
const text = 'They have been working on it for a long time.';

/**
 * A checkpoint of 1.57 billion parameters in the layout of v2-xxlarge (3.1 GB of fp16, made here): a conversion that is
 * canceled and what it leaves, the first use (converted now), a later one, each through the engine's own process, with
 * that process's peak of resident memory against the weights in the precision used and against the checkpoint's file.
 * Needs a build and 12 GB of disk: `tsx bench/bigModel.ts [PRECISION…]`.
 */
async function main(): Promise<void> {
  const chosen = precisions.filter((one) => process.argv.length < 3 || process.argv.slice(2).includes(one));
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  const model = await bigCheckpoint(directory);
  const file = statSync(path.join(model, 'model.safetensors')).size;
  console.log(`checkpoint: ${(file / 1e6).toFixed(0)} MB`);
  console.log(row('precision', 'use', 'seconds', 'peak MB', 'pack MB', 'peak/pack', 'peak/file', 'told'));
  for (const precision of chosen) {
    const cache = path.join(directory, `big-${precision}`);
    rmSync(cache, { recursive: true, force: true });
    await canceled(model, precision, path.join(cache, 'canceled'));
    for (const use of ['first', 'later']) {
      const { seconds, peak, told } = await fillOneMask(model, precision, cache);
      const pack = bytesBelow(cache);
      console.log(row(precision, use, seconds, peak / 1e6, pack / 1e6, peak / pack, peak / file, `${told}`));
    }
    rmSync(cache, { recursive: true, force: true });
  }
}

async function bigCheckpoint(directory: string): Promise<string> {
  const model = path.join(directory, 'v2-xxlarge-like');
  if (existsSync(model)) return model;
  const partial = `${model}.incomplete`;
  rmSync(partial, { recursive: true, force: true });
  await writeLargeCheckpoint(partial, xxlarge);
  await copyFile(path.join(bundled, 'spm.model'), path.join(partial, 'spm.model'));
  const added = { [xxlarge.vocabulary - 100]: { content: '[MASK]', special: true } };
  await writeFile(
    path.join(partial, 'tokenizer_config.json'),
    JSON.stringify({ added_tokens_decoder: added, mask_token: '[MASK]' }),
  );
  await rename(partial, model);
  return model;
}

function engineClient(cacheDirectory: string, precision: Precision): EngineClient {
  return new EngineClient({
    serverPath: path.join(__dirname, '../dist/engineServer.js'),
    engineOptions: () => ({ cacheDirectory, provider: 'cpu', threads: 0, precision }),
  });
}

/** Cancels a conversion at a third, and throws when anything is left of it. */
async function canceled(model: string, precision: Precision, outDirectory: string): Promise<void> {
  const client = engineClient(outDirectory, precision);
  const controller = new AbortController();
  let share = 0;
  try {
    await client.api.compile(
      { model, outDirectory },
      {
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          share = done / total;
          if (share > 0.33) controller.abort();
        },
      },
    );
    throw new Error('The conversion was not canceled.');
  } catch (error) {
    if (!(error instanceof Canceled)) throw error;
    // The caller hears of it at once; the engine ends its work on the tensor at hand.
    await client.api.tokenize({ model, text });
  } finally {
    await client.dispose();
  }
  const left = readdirSync(outDirectory);
  console.log(`${precision}: canceled at ${(100 * share).toFixed(0)} %, files left: ${left.length}`);
  if (left.length > 0) throw new Error(`The canceled conversion left ${left.join(', ')}.`);
}

async function fillOneMask(model: string, precision: Precision, cacheDirectory: string) {
  const client = engineClient(cacheDirectory, precision);
  let told = 0;
  let share = 0;
  try {
    await client.api.tokenize({ model, text });
    const started = performance.now();
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      if (done / total < share) throw new Error('Progress goes backwards.');
      share = done / total;
      told++;
    };
    const [answer] = await client.api.fillMask(
      { model, text, masks: [{ start: 35, end: 39 }], topK: 5 },
      { onProgress },
    );
    if (answer?.candidates.length !== 5) throw new Error('There is no answer.');
    const seconds = (performance.now() - started) / 1000;
    const status = readFileSync(`/proc/${client.pid}/status`, 'utf8');
    return { seconds, told, peak: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024 };
  } finally {
    await client.dispose();
  }
}

function bytesBelow(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

void main();
