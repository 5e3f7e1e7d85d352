import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { isRunning } from '../../src/base/isRunning';
import type { TrainingExample } from '../../src/protocol/training';
import { defaultTrainingOptions } from '../../src/protocol/trainingDefaults';
import type { ParentOrder } from '../client/testParent';
import { bundledModel } from '../engine/testEngine';

const folder = mkdtempSync(path.join(os.tmpdir(), 'parent-killed-'));
const dist = path.join(__dirname, '../../dist');

before(async () => {
  const entryPoints = [path.join(__dirname, '../client/testParent.ts')];
  await build({ entryPoints, outdir: folder, bundle: true, platform: 'node' });
});
after(() => rmSync(folder, { recursive: true }));

/** Starts a parent, kills it while its child computes, and waits for the child's end. */
async function killParentOf(program: string, order: ParentOrder): Promise<void> {
  const orderFile = path.join(folder, 'order.json');
  writeFileSync(orderFile, JSON.stringify(order));
  const parent = spawn(process.execPath, [path.join(folder, 'testParent.js'), program, orderFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data))));
  assert.ok(pid > 0 && isRunning(pid));
  parent.kill('SIGKILL');
  while (isRunning(pid)) await sleep(20);
}

test('the engine ends when its parent is killed in the middle of a forward pass', async () => {
  // 256 rows of 512 tokens take many seconds, in runs that nothing interrupts.
  const ids = [1, ...Array.from({ length: 510 }, (_, index) => 1000 + index), 2];
  const rows = Array.from({ length: 256 }, () => ({ ids, masks: [{ position: 1, targetIds: [1000] }] }));
  const request = { model: bundledModel, rows, topK: 0 };
  await killParentOf(path.join(dist, 'engineServer.js'), {
    kind: 'engine',
    cacheDirectory: path.join(folder, 'cache'),
    request,
  });
});

test('a training ends when its parent is killed in the middle of a step', async () => {
  const example: TrainingExample = { text: 'The band played on. '.repeat(100), target: [0] };
  const train = Array.from({ length: 64 }, (_, index) => ({ ...example, target: [index % 2] }));
  const options = {
    ...defaultTrainingOptions(256, train.length),
    epochs: 1,
    batchSize: 16,
    maxTokens: 128,
    sift: undefined,
  };
  const places = { model: bundledModel, out: path.join(folder, 'out') };
  const job = {
    kind: 'classifier',
    ...places,
    problemType: 'single_label_classification',
    labels: ['a', 'b'],
    train,
    options,
  } as const;
  await killParentOf(path.join(dist, 'trainingServer.js'), {
    kind: 'training',
    job: { ...job, heldOut: train.slice(0, 2), compare: false, saveSeconds: 600, threads: 1 },
  });
});
