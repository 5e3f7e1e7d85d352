import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from '../../../src/protocol/errors';
import { tokenizerFor, type Vocabulary } from './fixtures';

/** Ids by spelling (of text's tokens) or by number. */
const surfaces: readonly (readonly [
  Vocabulary,
  token: string,
  text: string,
  startsWord: boolean,
  isCandidate: boolean,
])[] = [
  ['seed', '▁the', 'the', true, true],
  ['seed', 'ing', 'ing', false, true],
  ['seed', '.', '.', false, true],
  ['seed', '▁', '', true, false],
  ['seed', '<0x60>', '`', false, false],
  ['seed', '<0xE1>', '\uFFFD', false, false],
  ['seed', '[MASK]', '[MASK]', false, false],
  ['seed', '[PAD]', '[PAD]', false, false],
  ['v3', '▁the', 'the', true, true],
  ['v3', '[MASK]', '[MASK]', false, false],
  ['v1', 'Ġthe', 'the', true, true],
  ['v1', 'ĠnaÃ¯ve', 'naïve', true, true],
  ['v1', 'âĢĶ', '—', false, true],
  ['v1', 'âĢ', '\uFFFD', false, false],
  ['v1', 'Ġ', '', true, false],
  ['v1', 'Ċ', '\n', false, false],
  ['v1', 'madeupword0001', 'madeupword0001', false, false],
  ['v1', '<|endoftext|>', '<|endoftext|>', false, false],
  ['v1', '[UNK]', '[UNK]', false, false],
];

for (const [vocabulary, token, text, startsWord, isCandidate] of surfaces) {
  test(`${vocabulary}: ${token} reads ${JSON.stringify(text)}`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const id = Array.from({ length: tokenizer.size }, (_, i) => i).find((i) => tokenizer.token(i) === token);
    assert.ok(id !== undefined);
    assert.deepEqual(tokenizer.surface(id), { text, startsWord });
    assert.equal(tokenizer.isCandidate(id), isCandidate);
  });
}

test('v3: special ids, size, and the padding rows after the vocabulary', async (t) => {
  const tokenizer = await tokenizerFor('v3', t);
  if (!tokenizer) return;
  assert.deepEqual(tokenizer.special, { pad: 0, cls: 1, sep: 2, unk: 3, mask: 128_000 });
  assert.equal(tokenizer.size, 128_001);
  for (const id of [128_001, 128_099, -1, 0.5, NaN]) {
    assert.equal(tokenizer.isCandidate(id), false);
    assert.throws(() => tokenizer.token(id), RequestError);
  }
});
