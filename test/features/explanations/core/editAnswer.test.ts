import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  subjectOf,
  withAnswer,
  withoutWord,
  withSwapped,
  withWord,
  type WordPlace,
} from '../../../../src/features/explanations/core/editAnswer';
import { stepOfWinner } from '../../../../src/features/explanations/core/summary';
import { isAnswer, questionOf } from '../../../../src/features/explanations/core/viewMessages';
import type { ExplainedAnswer } from '../../../../src/protocol/explanations';

const text = 'Ada wrote to Charles, and he answered.';
const placeOf = (word: string, sequence = 0): WordPlace => {
  const start = text.indexOf(word);
  return { sequence, start, end: start + word.length };
};
const of: ExplainedAnswer = { kind: 'entity', text, entity: placeOf('Charles') };
const subject = (answer: ExplainedAnswer) => {
  const { start, end } = subjectOf(answer)!;
  return answer.text.slice(start, end);
};

test('what is asked about moves with words that are put in, taken out and swapped', () => {
  const longer = withWord(of, placeOf('Ada'), 'Lady Lovelace');
  assert.deepEqual([longer.text, subject(longer)], ['Lady Lovelace wrote to Charles, and he answered.', 'Charles']);
  const shorter = withoutWord(of, placeOf('wrote'));
  assert.deepEqual([shorter.text, subject(shorter)], ['Ada to Charles, and he answered.', 'Charles']);
  const first = withoutWord(of, placeOf('Ada'));
  assert.deepEqual([first.text, subject(first)], ['wrote to Charles, and he answered.', 'Charles']);
  const swapped = withSwapped(of, placeOf('answered'), placeOf('Ada'));
  assert.deepEqual([swapped.text, subject(swapped)], ['answered wrote to Charles, and he Ada.', 'Charles']);
});

test('the second text is edited by itself, and the question of a passage is one', () => {
  const pair: ExplainedAnswer = { kind: 'label', text: 'A premise.', textPair: text };
  assert.deepEqual(withoutWord(pair, placeOf('Ada', 1)), { ...pair, textPair: 'wrote to Charles, and he answered.' });
  const asked: ExplainedAnswer = { kind: 'passage', text: 'In June.', question: text };
  assert.deepEqual(withWord(asked, placeOf('Ada', 1), 'Who'), {
    ...asked,
    question: 'Who wrote to Charles, and he answered.',
  });
  const range = { start: 3, end: 7 };
  const candidates = [{ answer: 'June', probability: 1, range }];
  assert.deepEqual(withAnswer(asked, { answer: 'June', candidates }), { ...asked, passage: range });
});

test('a stored question is taken over only if it is whole', () => {
  const question = { id: 1, of, model: 'bundled', modelName: 'bundled', method: 'occlusion', baseline: 'mask' };
  assert.deepEqual(questionOf(question), question);
  for (const broken of [{ of: { kind: 'entity', text } }, { method: 'magic' }, { model: 3 }, { precision: 'fp1' }])
    assert.equal(questionOf({ ...question, ...broken }), undefined);
  assert.equal(isAnswer({ kind: 'word', text, mask: { start: 0.5, end: 1 } }), false);
});

test('the winner wins from the step on after which nothing else comes first', () => {
  const steps = ['a', 'b', 'a', 'b', 'b'].map((answer, layer) => {
    return { layer, guesses: [{ answer }], probability: 0.5 };
  });
  assert.equal(stepOfWinner({ answer: 'b', steps }), 3);
  assert.equal(stepOfWinner({ answer: 'a', steps }), undefined);
});
