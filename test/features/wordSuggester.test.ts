import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillContext } from '../../src/features/fillContext';
import { WordSuggester } from '../../src/features/wordSuggester';
import { plainTextLanguage } from '../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import type { FillMaskRequest } from '../../src/protocol/engineApi';

const words = ['working', 'worried', 'walking', 'word'];

function suggesterWithLog() {
  const asked: FillMaskRequest[] = [];
  const fillMask = async (request: FillMaskRequest) => {
    asked.push(request);
    const candidates = words.map((text, id) => ({
      id,
      token: text,
      text,
      startsWord: true,
      logit: 0,
      logProbability: Math.log(0.5 ** (id + 1)),
    }));
    return request.masks.map((range) => ({ range, candidates }));
  };
  return { asked, suggester: new WordSuggester({ fillMask }) };
}

function contextOf(source: string) {
  const context = fillContext(new ProseDocument(plainTextLanguage, source.replace('|', '')), source.indexOf('|'));
  assert.ok(context);
  return context;
}

test('one forward pass a word: further letters only sift', async () => {
  const { asked, suggester } = suggesterWithLog();
  const offered: string[][] = [];
  for (const typed of ['', 'w', 'wo', 'wor', 'work']) {
    const options = { model: 'm', minimumProbability: 0 };
    const suggestions = await suggester.suggest(contextOf(`They are ${typed}| here.`), options);
    offered.push(suggestions.map(({ insertText }) => insertText));
  }
  assert.deepEqual(offered, [
    ['working', 'worried', 'walking'],
    ['working', 'worried', 'walking'],
    ['working', 'worried', 'word'],
    ['working', 'worried', 'word'],
    ['working'],
  ]);
  assert.equal(asked.length, 1);
  await suggester.suggest(contextOf('They were wor| here.'), { model: 'm', minimumProbability: 0 });
  await suggester.suggest(contextOf('They were wor| here.'), { model: 'other', minimumProbability: 0 });
  assert.equal(asked.length, 3, 'another text or another model is asked');
  assert.deepEqual([asked[1]?.text, asked[1]?.masks], ['They were wor here.', [{ start: 10, end: 13 }]]);
});

test('suggestions below the threshold are left out', async () => {
  const { suggester } = suggesterWithLog();
  const suggestions = await suggester.suggest(contextOf('They are | here.'), { model: 'm', minimumProbability: 0.3 });
  assert.deepEqual(
    suggestions.map(({ insertText, probability }) => [insertText, probability]),
    [['working', 0.5]],
  );
});
