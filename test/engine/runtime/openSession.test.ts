import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../../src/engine/engine';
import { threadCount } from '../../../src/engine/runtime/openSession';
import { bundledModel } from '../testEngine';

test('a model answers with as many threads as the machine has cores, however many are asked for', async (t) => {
  assert.ok(threadCount(0) >= 1 && threadCount(0) <= availableParallelism());
  const cacheDirectory = mkdtempSync(path.join(tmpdir(), 'threads-'));
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1e9 });
  t.after(async () => {
    await engine.dispose();
    rmSync(cacheDirectory, { recursive: true });
  });
  const masks = [{ start: 9, end: 15 }];
  const [prediction] = await engine.fillMask({ model: bundledModel, text: 'It was a [MASK] day.', masks, topK: 1 });
  assert.equal(prediction!.candidates.length, 1);
});
