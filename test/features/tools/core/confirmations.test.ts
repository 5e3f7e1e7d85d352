import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmations } from '../../../../src/features/tools/core/confirmations';

test('before a tool runs, the user is told what is done with which text, and that it stays here', () => {
  const questions = [
    confirmations.fillMask({ text: 'It is\n[MASK].' }),
    confirmations.classify({ texts: ['One day.'], labels: ['music', 'water'] }),
    confirmations.classify({ texts: new Array<string>(1200).fill('One day.') }),
    confirmations.oddWords({ text: 'word '.repeat(100) }),
    confirmations.attention({ text: 'One day.' }),
    confirmations.checkSource({ text: 'One day.', sourcePath: 'notes.md' }),
    confirmations.explain({ text: 'One day.', answer: 'music' }),
  ];
  const [fillMask, classify, many, oddWords, , checkSource, explain] = questions;
  assert.match(fillMask!, /^Find words for the masks in “It is \[MASK\]\.”\?/);
  assert.match(classify!, /^Classify “One day\.” as music, water\?/);
  assert.match(many!, /^Classify 1,200 texts\?/);
  assert.match(oddWords!, /in “(word ){16}…”\?/);
  assert.match(checkSource!, /^Check “One day\.” against “notes\.md”\?/);
  assert.match(explain!, /^Explain “music” for “One day\.”\?/);
  for (const question of questions) assert.match(question, /runs on this computer; the text does not leave it/);
});

test('before files are read for an answer, the user is told which, and that the chat is given what is found', () => {
  const all = confirmations.ask({ question: 'When is it due?' });
  assert.match(
    all,
    /^Look for the answer to “When is it due\?” in the prose files of the workspace\? They are read on this/,
  );
  assert.match(all, /The places found are given to the chat\.$/);
  assert.match(confirmations.ask({ question: 'When?', path: 'docs/plan.md' }), /in “docs\/plan\.md”\?/);
});
