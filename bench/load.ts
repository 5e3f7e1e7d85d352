import { readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { row } from './measure';
import { addBundledTokenizer } from './confidentCheckpoint';
import { base, randomCheckpoint, v3Small } from './randomCheckpoint';

/**
 * First use of a model (compiled now) and later uses (compiled before), through the engine's own process as the
 * extension starts it, and that process's peak of resident memory against the bytes of the weights. Needs a build.
 */
async function main(): Promise<void> {
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  await mkdir(directory, { recursive: true });
  console.log(row('model', 'use', 'seconds', 'peak MB', 'weights MB', 'peak/weights'));
  for (const size of [v3Small, base]) {
    const model = await randomCheckpoint(directory, size, 'generator');
    await addBundledTokenizer(model, size);
    const cacheDirectory = path.join(directory, `load-${size.name}`);
    rmSync(cacheDirectory, { recursive: true, force: true });
    const weights = statSync(path.join(model, 'model.safetensors')).size / 1e6;
    for (const use of ['first', 'later']) {
      const { seconds, peak } = await fillOneMask(model, cacheDirectory);
      console.log(row(size.name, use, seconds, peak, weights, peak / weights));
    }
  }
}

async function fillOneMask(model: string, cacheDirectory: string): Promise<{ seconds: number; peak: number }> {
  const client = new EngineClient({
    serverPath: path.join(__dirname, '../dist/engineServer.js'),
    engineOptions: () => ({ cacheDirectory, provider: 'cpu', threads: 0 }),
    priority: 0,
  });
  try {
    const text = 'They have been working on it for a long time.';
    await client.api.tokenize({ model, text });
    const started = performance.now();
    await client.api.fillMask({ model, text, masks: [{ start: 35, end: 39 }], topK: 5 });
    const seconds = (performance.now() - started) / 1000;
    const status = readFileSync(`/proc/${client.pid}/status`, 'utf8');
    return { seconds, peak: (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6 };
  } finally {
    await client.dispose();
  }
}

void main();
