import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine, cacheDirectory } = testEngine();

test('in 8 bits the bundled model mostly says what it says in fp32', async () => {
  const { answers, agreement, meanDivergence } = await engine.comparePrecision({ model, precision: 'int8' });
  assert.equal(answers, 120);
  assert.ok(agreement > 0.85 && agreement < 1, `agreement ${agreement}`);
  assert.ok(meanDivergence > 0 && meanDivergence < 0.02, `divergence ${meanDivergence}`);
});

test('8 bits fill masks, and take less room', async () => {
  const text = 'They have been working on it for a [MASK] time.';
  const masks = [{ start: 35, end: 41 }];
  const [prediction] = await engine.fillMask({ model, precision: 'int8', text, masks, topK: 1 });
  assert.equal(prediction!.candidates[0]!.text, 'long');

  const folder = async (precision: 'fp32' | 'int8') => {
    const outDirectory = path.join(cacheDirectory, precision);
    await engine.compile({ model, precision, outDirectory });
    const packs = readdirSync(outDirectory).filter((name) => name.endsWith('.bin'));
    return packs.reduce((sum, name) => sum + statSync(path.join(outDirectory, name)).size, 0);
  };
  const [exact, quantised] = [await folder('fp32'), await folder('int8')];
  assert.ok(quantised < 0.5 * exact, `${quantised} bytes against ${exact}`);
});
