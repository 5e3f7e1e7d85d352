import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argMax, softmax } from '../../../src/engine/batch/probability';

test('a whole vocabulary has a softmax and a largest value', () => {
  const logits = Array.from({ length: 250_000 }, (_, i) => (i === 200_000 ? 5 : 0));
  const probabilities = softmax(logits);
  assert.equal(argMax(probabilities), 200_000);
  assert.ok(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1) < 1e-9);
});

test('argMax returns the first of equal values', () => assert.equal(argMax([1, 3, 3, 2]), 1));
