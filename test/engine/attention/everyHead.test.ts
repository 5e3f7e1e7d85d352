import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith } from '../checkpoint/fixtures';
import { glinerFolder } from '../entities/glinerFixture';
import { testEngine } from '../testEngine';

const fixtures = path.join(__dirname, '../../fixtures');
const { engine } = testEngine();

test('the attention of models with any head adds up from its terms', async (t) => {
  const together = (...folders: string[]) => {
    const folder = folderWith(t, {});
    for (const one of folders) cpSync(path.join(fixtures, one), folder, { recursive: true });
    return folder;
  };
  const models = {
    tokens: together('heads/v3-1'),
    choice: together('gliclass', 'pairs/choice-1'),
    gliclass: together('gliclass', 'gliclass/simple-1'),
    gliner: glinerFolder('span-lstm-1'),
  };
  const text = 'Ada Lovelace wrote to Charles Babbage from London.';
  for (const [head, model] of Object.entries(models)) {
    const { heads, layers } = await engine.describe({ model });
    assert.ok(heads.some((one) => one === head));
    const overview = await engine.attentionOverview({ model, text });
    assert.equal(overview.layers, layers);
    const { tokens, terms, probabilities } = await engine.traceAttention({ model, text, layer: 1, head: 0 });
    const width = tokens.length;
    assert.ok(width > 8, head);
    for (let row = 0; row < width; row++) {
      const columns = Array.from({ length: width }, (_, column) => row * width + column);
      const weights = columns.map((cell) => Math.exp(terms.c2c[cell]! + terms.c2p[cell]! + terms.p2c[cell]!));
      const sum = weights.reduce((a, b) => a + b);
      columns.forEach((cell, i) => assert.ok(Math.abs(probabilities[cell]! - weights[i]! / sum) < 1e-5, head));
    }
  }
});
