import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countNeighbors, countScorer } from '../../../../src/features/benchmarks/core/countScorer';
import { toyVocabulary } from './toyVocabulary';

/** [CLS] a b a [SEP] [CLS] a c a [SEP], ids 0 2 3 2 1 0 2 4 2 1. */
async function counted() {
  const vocabulary = toyVocabulary();
  return { vocabulary, counts: await countNeighbors(vocabulary, ['a b a', 'a c a']) };
}

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} for ${expected}`);

test('neighbors are counted on both sides', async () => {
  const { counts } = await counted();
  assert.deepEqual([...counts.single], [2, 2, 4, 1, 1]);
  assert.deepEqual(
    [...counts.after(2)],
    [
      [1, 2],
      [3, 1],
      [4, 1],
    ],
  );
  assert.deepEqual([...counts.before(1)], [[2, 2]]);
  assert.deepEqual(
    [...counts.between(2, 2)],
    [
      [3, 1],
      [4, 1],
    ],
  );
  assert.deepEqual([...counts.between(3, 3)], []);
});

test('probabilities, computed by hand', async () => {
  const { counts } = await counted();
  const row = { ids: [0, 2, 3, 2, 1], masks: [{ position: 2, targetIds: [3, 2] }] };
  const unigram = { a: (4 + 1) / (10 + 5), b: (1 + 1) / (10 + 5) };
  const [[frequency]] = (await countScorer(counts, 'unigram').score([row], 1)) as [
    [{ targets: number[]; best: number[] }],
  ];
  close(Math.exp(frequency.targets[0]!), unigram.b);
  close(Math.exp(frequency.targets[1]!), unigram.a);
  assert.deepEqual(frequency.best, [2]);

  // After a: [SEP] twice, b, c: 4 of 3 kinds. Before a: [CLS] twice, b, c. Between a and a: b, c: 2 of 2 kinds.
  const side = (1 + 3 * unigram.b) / (4 + 3);
  const [[score]] = (await countScorer(counts, 'trigram').score([row], 2)) as [[{ targets: number[]; best: number[] }]];
  close(Math.exp(score.targets[0]!), (1 + 2 * side) / (2 + 2));
  assert.deepEqual([...score.best].sort(), [3, 4]);
});

test('every distribution adds up to one, also beside a mask', async () => {
  const { counts } = await counted();
  const targetIds = [0, 1, 2, 3, 4];
  const masks = [1, 2, 3].map((position) => ({ position, targetIds }));
  for (const one of [
    { ids: [0, 2, 3, 2, 1], masks },
    { ids: [0, 2, 3, 2, 1], masks: masks.slice(1, 2) },
  ]) {
    for (const kind of ['unigram', 'trigram'] as const) {
      for (const score of (await countScorer(counts, kind).score([one], 0)).flat()) {
        close(
          score.targets.reduce((sum, value) => sum + Math.exp(value), 0),
          1,
        );
      }
    }
  }
});
