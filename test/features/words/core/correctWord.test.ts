import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctWord } from '../../../../src/features/words/core/correctWord';

test('an odd word gives way to what fits: each word once, none of the sentence, words of grammar only where likely', async () => {
  const text = 'If you want to Table more about it.';
  const range = { start: 15, end: 20 };
  const likely = { know: 0.5, Know: 0.1, want: 0.05, learn: 0.04, of: 0.03, table: 0.02, read: 0.015, find: 0.001 };
  const words = Object.entries(likely).map(([word, probability]) => {
    return { text: word, pieces: 1, startsWord: true, logProbability: Math.log(probability) };
  });
  const engine = { fillWords: async () => ({ words, unseen: 0 }) };
  assert.deepEqual(await correctWord(engine, { text, range, source: range }, { model: 'm' }), [
    'Know',
    'Learn',
    'Read',
  ]);
});
