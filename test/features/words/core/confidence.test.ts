import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  confidences,
  isSure,
  isTooShort,
  thresholdAfter,
  thresholds,
} from '../../../../src/features/words/core/confidence';
import { placeKinds } from '../../../../src/features/words/core/placeKind';

const sure = (
  insertText: string,
  probability: number,
  typed: string,
  threshold: { probability: number; cost: number },
) => isSure([{ insertText, range: { start: 0, end: 0 }, probability, pieces: 1 }], typed, threshold);

test('a word is sure when it is likely, and when what it saves is worth the chance that it is wrong', () => {
  assert.equal(sure('letters', 0.4, '', { probability: 0.4, cost: 0 }), true);
  assert.equal(sure('letters', 0.39, '', { probability: 0.4, cost: 0 }), false);
  assert.equal(sure('letters', 0.5, 'le', { probability: 0.4, cost: 5 }), true);
  assert.equal(sure('letters', 0.5, 'let', { probability: 0.4, cost: 5 }), false);
  assert.equal(isSure([], '', { probability: 0, cost: 0 }), false);
});

test('each level is less sure of itself than the one before', () => {
  for (const place of placeKinds) {
    const [quiet, balanced, eager] = confidences.map((confidence) => thresholds[confidence][place].probability);
    assert.ok(quiet! > balanced! && balanced! > eager!, place);
  }
});

test('dismissals raise the bound from the third on, and never out of reach', () => {
  const threshold = thresholds.balanced.endNext;
  assert.deepEqual(thresholdAfter(threshold, 2), threshold);
  assert.ok(thresholdAfter(threshold, 3).probability > threshold.probability);
  assert.ok(thresholdAfter(threshold, 1000).probability < 1);
});

test('one letter is too little, none and two are not', () => {
  assert.deepEqual(['', 'a', '𝒳', 'ab'].map(isTooShort), [false, true, true, false]);
});
