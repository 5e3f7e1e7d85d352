import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oddWords } from '../../../../src/features/oddWords/core/oddWords';
import type { ModelHead } from '../../../../src/protocol/engineApi';
import type { JudgeWordsRequest } from '../../../../src/protocol/words';

const sentence = 'Yesterday we cooked a tasty bicycle with the NASA and Anna.';
const judgedWords = ['Yesterday', 'cooked', 'tasty', 'bicycle', 'with', 'the', 'and'];

function engineWith(head: ModelHead, odd: string, pieces = 1) {
  const asked: string[][] = [];
  return {
    asked,
    describe: async () => ({ heads: [head] }) as never,
    judgeWords: async ({ text, ranges }: JudgeWordsRequest) => {
      asked.push(ranges.map(({ start, end }) => text.slice(start, end)));
      return ranges.map((range) => {
        const isOdd = text.slice(range.start, range.end) === odd;
        return { range, pieces, logProbability: isOdd ? -14 : -9, bestLogProbability: -1 };
      });
    },
    detectReplaced: async ({ text }: { text: string }) =>
      [...text.matchAll(/ ?\w{1,4}/g)].map(({ index, 0: token }) => {
        const range = { start: index, end: index + token.length };
        return { range, token, probability: token === 'icyc' ? 0.9 : 0.2 };
      }),
  };
}

test('without a replaced-token head a word is odd when it is far less likely than another; names are not judged', async () => {
  const engine = engineWith('mlm', 'bicycle');
  const found = await oddWords(engine, sentence, { model: 'm' });
  assert.deepEqual(
    found.map(({ word }) => word),
    ['bicycle'],
  );
  assert.equal(sentence.slice(found[0]!.range.start, found[0]!.range.end), 'bicycle');
  assert.deepEqual(engine.asked, [judgedWords]);
});

test('a word that the vocabulary spells in pieces is not judged by its probability', async () => {
  assert.deepEqual(await oddWords(engineWith('mlm', 'bicycle', 2), sentence, { model: 'm' }), []);
});

test('with a replaced-token head the oddest piece of a word counts', async () => {
  const found = await oddWords(engineWith('rtd', ''), sentence, { model: 'm' });
  assert.ok(found.every(({ strength }) => strength >= 0.7));
  assert.ok(found.length <= 1);
});
