import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ModelRunner } from '../../../../src/engine/batch/modelRunner';
import { LoadedModel } from '../../../../src/engine/loadedModel';
import { fillBlanks as enginesFillBlanks } from '../../../../src/engine/words/fillBlanks';
import { fillPhrase } from '../../../../src/engine/words/fillPhrase';
import { scoreSubstitutes, scoreWords } from '../../../../src/engine/words/scoreWords';
import { fillBlanks } from '../../../../src/features/words/core/fillBlanks';
import { contentWordsOf, isFunctionWord } from '../../../../src/features/words/core/functionWords';
import { replaceWord } from '../../../../src/features/words/core/replaceWord';
import { Thesaurus } from '../../../../src/features/words/core/thesaurus';

const models = path.join(__dirname, '../../../../models');
const thesaurus = new Thesaurus(() => readFile(path.join(models, 'thesaurus.txt'), 'utf8'));
const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'deberta-lists-'));
let model: LoadedModel;
let runner: ModelRunner;

before(async () => {
  model = await LoadedModel.open(path.join(models, 'bundled'), { cacheDirectory, provider: 'cpu', threads: 1 });
  runner = await model.runner({});
});
after(async () => {
  await model?.close();
  rmSync(cacheDirectory, { recursive: true });
});

/** The alternatives of the bundled model to the word between bars. */
async function alternativesIn(sentence: string) {
  const [before = '', word = '', after = ''] = sentence.split('|');
  const range = { start: before.length, end: before.length + word.length };
  const engine = {
    scoreWords: (request: Parameters<typeof scoreWords>[1]) => scoreWords(runner, request),
    scoreSubstitutes: (request: Parameters<typeof scoreSubstitutes>[1]) => scoreSubstitutes(runner, request),
    fillPhrase: (request: Parameters<typeof fillPhrase>[1]) => fillPhrase(runner, request),
  };
  const place = { text: before + word + after, range, source: range };
  return (await replaceWord(engine, thesaurus, place, { model: 'bundled' })).alternatives;
}

for (const [kind, isGrammar, sentences] of [
  [
    'content words',
    false,
    [
      'We had a |big| problem with the server yesterday.',
      'The children were |tired| after the long trip.',
      'It is one of the most |important| problems in science.',
    ],
  ],
  ['words of grammar', true, ['The new version is |much| better than the old one.', 'There are |many| reasons.']],
] as const) {
  test(`the bundled model lists three to six alternatives to ${kind}, the best first, each once`, async () => {
    for (const sentence of sentences) {
      const alternatives = await alternativesIn(sentence);
      const texts = alternatives.map(({ text }) => text);
      assert.ok(texts.length >= 3 && texts.length <= 6, `${sentence}: ${texts.join()}`);
      assert.equal(new Set(texts).size, texts.length);
      assert.deepEqual(
        alternatives,
        alternatives.toSorted((a, b) => b.score - a.score),
      );
      const around = contentWordsOf(sentence);
      assert.ok(!texts.some((one) => around.includes(one)), texts.join());
      if (!isGrammar) assert.ok(!texts.some(isFunctionWord), texts.join());
    }
  });
}

test('there is nothing to list for a word without synonyms', async () => {
  assert.deepEqual(await alternativesIn('The |xylophone| is too long.'), []);
});

test('no filling of two blanks repeats a word of its sentence', async () => {
  const text = 'Our project was late because the ___ had a ___ in the tunnel.';
  const blanks = [...text.matchAll(/___/g)].map(({ index }) => ({ start: index, end: index + 3 }));
  const place = { text, blanks, sources: blanks, sentences: { start: 0, end: text.length } };
  const engine = {
    fillBlanks: (request: Parameters<typeof enginesFillBlanks>[1]) => enginesFillBlanks(runner, request),
  };
  const answers = await fillBlanks(engine, place, { model: 'bundled', pieces: 1 });
  assert.ok(answers.length >= 1 && answers.length <= 6);
  for (const { preview } of answers) {
    const words = contentWordsOf(preview);
    assert.equal(new Set(words).size, words.length, preview);
  }
});
