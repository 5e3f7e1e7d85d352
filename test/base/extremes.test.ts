import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxOf, minOf } from '../../src/base/extremes';

test('the largest and smallest of a million values', () => {
  const values = Array.from({ length: 1_000_000 }, (_, i) => i - 3);
  assert.deepEqual([minOf(values), maxOf(values)], [-3, 999_996]);
  assert.deepEqual([minOf([]), maxOf([])], [Infinity, -Infinity]);
  assert.deepEqual([minOf([1, NaN]), maxOf([NaN, 1])], [NaN, NaN]);
});
