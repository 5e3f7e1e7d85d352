import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countWords,
  gatherSentences,
  proseChunks,
  splitChunks,
} from '../../../../src/features/training/core/proseChunks';

const of = (document: string, ...texts: readonly string[]) => texts.map((text) => ({ text, document }));

test('sentences of one document are joined, up to a length, and each text is there once', () => {
  const chunks = proseChunks([...of('a', 'One.', 'Two.', 'A longer one.'), ...of('b', 'One.', 'Two.')], 10);
  assert.deepEqual(chunks, ['One. Two.', 'A longer one.']);
  assert.deepEqual(proseChunks([], 10), []);
  assert.equal(countWords(chunks), 5);
});

test('a split is the same for the same seed and leaves nothing out', () => {
  const chunks = Array.from({ length: 50 }, (_, i) => `Text ${i}.`);
  const { train, heldOut } = splitChunks(chunks, 0.1, 3);
  assert.deepEqual([train.length, heldOut.length], [45, 5]);
  assert.deepEqual([...train, ...heldOut].sort(), [...chunks].sort());
  assert.deepEqual(splitChunks(chunks, 0.1, 3), { train, heldOut });
  assert.notDeepEqual(splitChunks(chunks, 0.1, 4).heldOut, heldOut);
});

test('sentences are gathered with their documents, and refused where they would fill the memory', async () => {
  async function* units(count: number, text: string) {
    for (let i = 0; i < count; i++) yield { text, file: `file ${i}` };
    await Promise.resolve();
  }
  assert.deepEqual(await gatherSentences(units(1, 'One.'), ({ file }) => file), of('file 0', 'One.'));
  const tooMany = gatherSentences(units(101, 'a'.repeat(1_000_000)), ({ file }) => file);
  await assert.rejects(tooMany, { name: 'RequestError', message: /more than 100,000,000 characters of prose/ });
});
