import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worthListing } from '../../../../src/features/words/core/worthListing';

const listed = (words: Record<string, number>) =>
  worthListing(
    Object.entries(words).map(([text, probability]) => ({ text, probability })),
    ({ text }) => text,
  ).map(({ text }) => text);

test('words of grammar are listed only where they are likely', () => {
  assert.deepEqual(listed({ The: 0.5, house: 0.2, of: 0.04, car: 0.03 }), ['The', 'house', 'car']);
});

test('the first three are listed, and what is not far behind the best', () => {
  assert.deepEqual(listed({ house: 0.9, car: 0.03, door: 0.01, window: 0.019, wall: 0.001 }), [
    'house',
    'car',
    'door',
    'window',
  ]);
  assert.deepEqual(listed({}), []);
});
