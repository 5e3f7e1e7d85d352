import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  confidences,
  isSure,
  isTooShort,
  thresholdAfter,
  thresholds,
} from '../../../../src/features/words/core/confidence';

const suggestionsOf = (...probabilities: number[]) =>
  probabilities.map((probability) => ({ insertText: '', range: { start: 0, end: 0 }, probability, pieces: 1 }));

test('a word is sure when it is likely and well ahead of the next one', () => {
  const threshold = { probability: 0.4, margin: 0.2 };
  assert.equal(isSure(suggestionsOf(0.5, 0.2), threshold), true);
  assert.equal(isSure(suggestionsOf(0.4), threshold), true);
  assert.equal(isSure(suggestionsOf(0.39), threshold), false);
  assert.equal(isSure(suggestionsOf(0.5, 0.4), threshold), false);
  assert.equal(isSure([], { probability: 0, margin: 0 }), false);
});

test('each level is less sure of itself than the one before', () => {
  for (const place of ['next', 'inWord'] as const) {
    const probabilities = confidences.map((confidence) => thresholds[confidence][place].probability);
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => b - a),
    );
    assert.equal(new Set(probabilities).size, confidences.length);
  }
});

test('dismissals raise the bounds from the third on, and never out of reach', () => {
  const threshold = thresholds.balanced.next;
  assert.deepEqual(thresholdAfter(threshold, 2), threshold);
  const third = thresholdAfter(threshold, 3);
  assert.ok(third.probability > threshold.probability && third.margin > threshold.margin);
  assert.ok(thresholdAfter(threshold, 1000).probability < 1);
});

test('one letter is too little, none and two are not', () => {
  assert.deepEqual(['', 'a', '𝒳', 'ab'].map(isTooShort), [false, true, true, false]);
});
