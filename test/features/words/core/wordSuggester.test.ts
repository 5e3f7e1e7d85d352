import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextBudget } from '../../../../src/features/words/core/contextBudget';
import { fillContext } from '../../../../src/features/words/core/fillContext';
import type { WordSuggestion } from '../../../../src/features/words/core/rankWords';
import { WordSuggester } from '../../../../src/features/words/core/wordSuggester';
import { plainTextLanguage } from '../../../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { modelOf512Tokens } from './modelOf512Tokens';
import type { FillWordsRequest } from '../../../../src/protocol/words';

const words = ['working', 'worried', 'walking', 'word'];

/** Answers as an engine with four words does, which finds a fifth one of two pieces when it may build words. */
function suggesterWithLog() {
  const asked: FillWordsRequest[] = [];
  const fillWords = async (request: FillWordsRequest) => {
    asked.push(request);
    const found = words.map((text, i) => ({
      text,
      pieces: 1,
      startsWord: true,
      logProbability: Math.log(0.5 ** (i + 1)),
    }));
    if (request.pieces > 1)
      found.push({ text: 'wordsmith', pieces: 2, startsWord: true, logProbability: Math.log(0.4) });
    const agreeing = found.filter(({ text }) => text.startsWith(request.prefix ?? ''));
    return { words: agreeing, unseen: request.prefix === '' ? 0.1 : 0 };
  };
  return {
    asked,
    suggester: new WordSuggester({ fillWords, scoreWords: async () => [] }, new ContextBudget(modelOf512Tokens)),
  };
}

function contextOf(source: string) {
  const document = new ProseDocument(plainTextLanguage, source.replace('|', ''));
  const caret = source.indexOf('|');
  const context = fillContext(passageAt(document, caret, 320), caret, 320);
  assert.ok(context);
  return context;
}

const enough = { model: 'm', isEnough: () => true, budget: 1000 };
const texts = (suggestions: readonly WordSuggestion[]) => suggestions.map(({ insertText }) => insertText);

test('one forward pass a word: further letters only sift', async () => {
  const { asked, suggester } = suggesterWithLog();
  const offered: string[][] = [];
  for (const typed of ['', 'w', 'wo', 'wor', 'work']) {
    offered.push(texts(await suggester.suggest(contextOf(`They are ${typed}| here.`), enough)));
  }
  assert.deepEqual(offered, [
    words,
    words,
    ['working', 'worried', 'word'],
    ['working', 'worried', 'word'],
    ['working'],
  ]);
  assert.equal(asked.length, 1);
  await suggester.suggest(contextOf('They were wor| here.'), enough);
  await suggester.suggest(contextOf('They were wor| here.'), { ...enough, model: 'other' });
  await suggester.suggest(contextOf('They were wor| here.'), { ...enough, precision: 'int8' });
  assert.equal(asked.length, 4, 'another text, another model or another precision is asked');
  assert.deepEqual([asked[1]?.text, asked[1]?.range], ['They were wor here.', { start: 10, end: 13 }]);
});

test('where nothing is sure, the engine is asked again with the letters, for words of several pieces', async () => {
  const { asked, suggester } = suggesterWithLog();
  const unsure = { ...enough, isEnough: () => false };
  await suggester.suggest(contextOf('They are | here.'), unsure);
  await suggester.suggest(contextOf('They are w| here.'), unsure);
  assert.equal(asked.length, 1, 'one letter says too little');
  const found = await suggester.suggest(contextOf('They are wo| here.'), unsure);
  assert.deepEqual(
    asked.slice(1).map(({ prefix, pieces }) => [prefix, pieces]),
    [['wo', 3]],
  );
  assert.ok(texts(found).includes('wordsmith'));
  assert.deepEqual(texts(await suggester.suggest(contextOf('They are words| here.'), enough)), ['wordsmith']);
  assert.equal(asked.length, 2, 'what was built is sifted too');
});

test('a model too slow for its budget is asked for single pieces only', async () => {
  const { asked, suggester } = suggesterWithLog();
  const unsure = { ...enough, isEnough: () => false, budget: 0 };
  await suggester.suggest(contextOf('They are | here.'), unsure);
  await suggester.suggest(contextOf('They are wo| here.'), unsure);
  assert.deepEqual(
    asked.map(({ pieces }) => pieces),
    [1, 1],
  );
});

test('words that are sure to follow at the end of a text are offered with the first one, at most three', async () => {
  const phrase = 'looking forward to hearing from you soon'.split(' ');
  const fillWords = async ({ text, range }: FillWordsRequest) => {
    const at = phrase.indexOf(text.slice(0, range.start).trim().split(' ').at(-1)!) + 1;
    const probability = phrase[at] === 'from' ? 0.7 : 0.95;
    return {
      words: [{ text: phrase[at] ?? 'on', pieces: 1, startsWord: true, logProbability: Math.log(probability) }],
      unseen: 0,
    };
  };
  const suggester = new WordSuggester({ fillWords, scoreWords: async () => [] }, new ContextBudget(modelOf512Tokens));
  const ahead = async (source: string, bound: number) => {
    const context = contextOf(source);
    const [first] = await suggester.suggest(context, enough);
    return (await suggester.ahead(context, first!, bound, enough)).join(' ');
  };
  assert.equal(await ahead('We are looking |', 0.5), 'to hearing from');
  assert.equal(await ahead('We are looking |', 0.7), 'to hearing');
  assert.equal(await ahead('We are looking |', 0.95), '');
  assert.equal(await ahead('We are looking | to a holiday.', 0.5), '');
});
