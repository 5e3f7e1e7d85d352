import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { contextTokens } from '../../../../../src/features/words/core/phrases/phraseTokens';
import { PhraseTable } from '../../../../../src/features/words/core/phrases/phraseTable';

const root = path.join(__dirname, '../../../../..');
const fixture = (name: string) => readFileSync(path.join(root, 'test/fixtures/phrases', name));
const english = PhraseTable.read(readFileSync(path.join(root, 'models/phrases/english.br')));

/** Steps of an eighth of a bit in the probability and in each of up to three weights. */
const roundings = 4 * 2 ** (1 / 16);

test('A small table gives the probabilities that the program which made it has computed', async () => {
  const table = await PhraseTable.read(fixture('tiny.br'));
  const cases = JSON.parse(fixture('expected.json').toString()) as { context: string[]; word: string; p: number }[];
  assert.ok(cases.length > 40);
  for (const { context, word, p } of cases) {
    const bits = Math.abs(Math.log2(table.probability(context, word) / p));
    assert.ok(bits <= Math.log2(roundings) / 4, `${word} behind ${context.join(' ')}: ${bits} bits apart`);
  }
});

test('The words behind a context are those with the highest probabilities, and begin as typed', async () => {
  const table = await english;
  for (const text of ['Let me ', 'Thank you very ', 'As soon as ', 'in 1999 the ', '', 'Zorblax quuxed ']) {
    const context = contextTokens(text, 3);
    for (const typed of ['', 'th', 'Po']) {
      const found = table.continuations(context, typed, 30);
      const sorted = [...found].sort(([, a], [, b]) => b - a);
      assert.deepEqual(found, sorted);
      for (const [word, p] of found) {
        assert.ok(word.toLowerCase().startsWith(typed.toLowerCase()));
        assert.equal(p, table.probability(context, word), `${word} behind ${text}`);
      }
    }
  }
});

test('Probabilities behind a context add up to at most one, but for rounding', async () => {
  const table = await english;
  for (const text of ['I would like to ', 'The ', 'by the end of the '])
    assert.ok(
      table.continuations(contextTokens(text, 3), '', Infinity).reduce((sum, [, p]) => sum + p, 0) < 1.05,
      text,
    );
});

test('Set phrases are known', async () => {
  const table = await english;
  const first = (text: string) => table.continuations(contextTokens(text, 3), '', 1)[0]![0];
  assert.deepEqual(['Thank you very ', 'As a ', 'please let me ', 'as soon as '].map(first), [
    'much',
    'result',
    'know',
    'possible',
  ]);
});

test('A table that is cut off is refused', async () => {
  await assert.rejects(PhraseTable.read(fixture('tiny.br').subarray(0, 40)));
  await assert.rejects(
    PhraseTable.read(brotliCompressSync(brotliDecompressSync(fixture('tiny.br')).subarray(0, -3))),
    /bytes/,
  );
});
