import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareDistributions, compareValues } from '../../../src/engine/precision/compareAnswers';

const pairs = (wanted: number[][], got: number[][]) => wanted.map((row, i) => [row, got[i]!] as const);

test('values agree within a tenth of how much they vary, whatever their size', () => {
  for (const unit of [1e-3, 1, 1e6]) {
    const wanted = [[-unit], [unit]];
    // The standard deviation is one unit.
    const compared = compareValues(pairs(wanted, [[-0.91 * unit], [0.89 * unit]]));
    assert.deepEqual([compared.answers, compared.agreement], [2, 0.5]);
    assert.ok(Math.abs(compared.meanDifference! - 0.1) < 1e-9);
  }
});

test('each output is compared by itself, and one that never varies only agrees with itself', () => {
  const wanted = [
    [1, 5],
    [2, 5],
  ];
  assert.equal(compareValues(pairs(wanted, wanted)).agreement, 1);
  const got = [
    [1, 5.001],
    [2, 5],
  ];
  assert.deepEqual(compareValues(pairs(wanted, got)), { answers: 4, agreement: 0.75, meanDifference: 0.25 });
});

test('probabilities agree in their first', () => {
  const compared = compareDistributions(
    pairs(
      [
        [0.6, 0.4],
        [0.6, 0.4],
      ],
      [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
    ),
  );
  assert.equal(compared.agreement, 0.5);
  assert.ok(Math.abs(compared.meanDivergence! - 0.1 * Math.log(0.6 / 0.4)) < 1e-12);
});
