import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { encodeWords, wordsOfTokens } from '../../../../src/engine/training/steps/encodedWords';
import { textRows, tokenRows } from '../../../../src/engine/training/steps/lossRows';
import type { TextRange } from '../../../../src/protocol/text';
import { bundledModel } from '../../testEngine';

const wordsIn = (text: string): TextRange[] =>
  [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));

test('the first token of a word stands for it, the same one as in Transformers’ run_ner', async () => {
  const fixture = path.join(__dirname, '../../../fixtures/tokenTraining/words.json');
  const cases = JSON.parse(readFileSync(fixture, 'utf8')) as readonly {
    readonly text: string;
    readonly tokens: readonly string[];
    readonly words: readonly number[];
  }[];
  const tokenizer = await loadTokenizer(bundledModel);
  assert.ok(cases.length > 3);
  for (const { text, tokens, words } of cases) {
    const encoding = tokenizer.encode(text);
    assert.deepEqual(encoding.tokens, tokens);
    assert.deepEqual(wordsOfTokens({ text, words: wordsIn(text) }, encoding), words);
  }
});

test('a token over two words stands for the first, one between words for none', () => {
  const [cls, sep] = [
    { start: 0, end: 0 },
    { start: 9, end: 9 },
  ];
  const ranges = (...bounds: readonly number[]) => [
    cls,
    ...bounds.slice(1).map((end, i) => ({ start: bounds[i]!, end })),
    sep,
  ];
  const text = 'ab, cd ef';
  const words = [
    { start: 0, end: 2 },
    { start: 4, end: 6 },
    { start: 7, end: 9 },
  ];
  assert.deepEqual(
    wordsOfTokens({ text, words }, { ranges: ranges(0, 1, 2, 3, 4, 6, 7, 9) }),
    [-1, 0, -1, -1, 1, -1, 2, -1, -1],
  );
  assert.deepEqual(wordsOfTokens({ text, words }, { ranges: ranges(0, 3, 9) }), [-1, 0, 1, -1]);
});

test('a long text becomes rows that begin with a word, and each word is in one of them', async () => {
  const tokenizer = await loadTokenizer(bundledModel);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'unpronounceable', 'Llanfair', '.', '漢字', 'the'), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.integer({ min: 3, max: 20 }),
      async (all, maxTokens) => {
        const text = all.join(' ');
        const words = wordsIn(text);
        const rows = encodeWords(
          tokenizer,
          [{ text, words, entities: [] }],
          (one) => one.words.map((_, word) => word),
          maxTokens,
        );
        assert.ok(rows.every(({ ids }) => ids.length <= maxTokens));
        assert.deepEqual(
          rows.flatMap(({ ids }) => ids.slice(1, -1)),
          tokenizer.encode(text).ids.slice(1, -1),
        );
        assert.deepEqual(
          rows.flatMap((row) => row.words).filter((word) => word >= 0),
          words.map((_, word) => word),
        );
        assert.ok(rows.every(({ tags, words: own }) => tags.join() === own.join()));
      },
    ),
    { numRuns: 60 },
  );
});

test('losses of tokens have weights that add up to 1 over the parts of a step, and none for padding', () => {
  const example = (tags: readonly number[]) => ({
    text: 0,
    ids: tags.map(() => 5),
    types: tags.map(() => 0),
    words: tags,
    tags,
  });
  const step = [example([-1, 2, -1, 0, -1]), example([-1, 1, -1]), example([-1, -1])];
  const rows = [step.slice(0, 2), step.slice(2)].map((part) => tokenRows(3)(part, step));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  assert.deepEqual(rows[0]!.targets.shape, [10, 3]);
  assert.deepEqual([...rows[0]!.targets.data.subarray(3, 12)], [0, 0, 1, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(
    rows[0]!.weights.map((weight) => Math.round(3 * weight)),
    [0, 1, 0, 1, 0, 0, 1, 0, 0, 0],
  );
  assert.deepEqual(
    rows[0]!.divergenceWeights.map((weight) => Math.round(10 * weight)),
    [1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
  );
  assert.ok(Math.abs(sum(rows.flatMap(({ weights }) => weights)) - 1) < 1e-12);
  assert.ok(Math.abs(sum(rows.flatMap(({ divergenceWeights }) => divergenceWeights)) - 1) < 1e-12);
  const texts = [0, 1, 2].map(() => ({ ids: [1], types: [0], target: Float32Array.of(1, 0) }));
  assert.deepEqual(textRows(texts.slice(1), texts).weights, [1 / 3, 1 / 3]);
});
