import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { loadFactor } from '../../scripts/lib/bounds';
import { isRunning } from '../../src/base/isRunning';
import { TrainingProcess } from '../../src/client/trainingProcess';
import { Canceled, EngineStopped } from '../../src/protocol/errors';
import type { TrainingJob } from '../../src/protocol/training';

const folder = mkdtempSync(path.join(os.tmpdir(), 'training-process-'));

before(async () => {
  const entryPoints = ['testTrainingServer.ts', '../../src/server/guardThread.ts'].map((file) =>
    path.join(__dirname, file),
  );
  await build({ entryPoints, entryNames: '[name]', outdir: folder, bundle: true, platform: 'node' });
});
after(() => rmSync(folder, { recursive: true }));

/** Starts a training; resolves when its job has begun. */
function begin(model: string, patience?: number): Promise<TrainingProcess<TrainingJob>> {
  const serverPath = path.join(folder, 'testTrainingServer.js');
  return new Promise((resolve, reject) => {
    const onProgress = () => resolve(training);
    const training = new TrainingProcess({ model } as TrainingJob, { serverPath, patience, onProgress });
    training.result.catch(reject);
  });
}

async function assertEnded({ result, pid = 0 }: TrainingProcess<TrainingJob>, reason: RegExp): Promise<void> {
  await assert.rejects(result, (error) => {
    assert.ok(error instanceof EngineStopped);
    assert.match(error.message, /^The training process ended: .*, so it was stopped\. Start it again /);
    assert.match(error.message, reason);
    return true;
  });
  assert.equal(isRunning(pid), false);
}

test('a stopped training is ended with a message', async () => {
  const training = await begin('waits', Math.ceil(5 * loadFactor()));
  process.kill(training.pid ?? 0, 'SIGSTOP');
  await assertEnded(training, /it did not respond for \d+ seconds/);
});

test('a training that never finishes a step is ended', async () => {
  await assertEnded(await begin('endless'), /it was busy with one step for more than 2 seconds/);
});

test('a stopped training can be canceled', async () => {
  const training = await begin('waits');
  process.kill(training.pid ?? 0, 'SIGSTOP');
  training.cancel();
  await assert.rejects(training.result, Canceled);
  assert.equal(isRunning(training.pid ?? 0), false);
});
