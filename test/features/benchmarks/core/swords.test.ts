import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generalizedAveragePrecision, precisionAt } from '../../../../src/features/benchmarks/core/swords';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} for ${expected}`);

test('generalized average precision, computed by hand', () => {
  // Ranking 0, 3, 1: (3/2 + 4/3) over the ideal 3, 1, 0: (3 + 4/2).
  close(generalizedAveragePrecision([0, 3, 1]), (3 / 2 + 4 / 3) / (3 + 2));
  close(generalizedAveragePrecision([3, 1, 0]), 1);
  close(generalizedAveragePrecision([0, 0, 1]), 1 / 3);
});

test('precision among the first', () => {
  close(precisionAt(1, [true, false, true]), 1);
  close(precisionAt(2, [true, false, true]), 1 / 2);
  close(precisionAt(10, [true, false, true]), 2 / 3);
});
