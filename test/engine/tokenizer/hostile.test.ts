import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { test, type TestContext } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { PieceTrie } from '../../../src/engine/tokenizer/models/pieceTrie';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import { checkUnigramPieces } from '../../../src/engine/tokenizer/models/unigramVocabulary';
import { TokenizerError } from '../../../src/protocol/errors';

const roles = ['[PAD]', '[CLS]', '[SEP]', '[UNK]', '[MASK]'];
const unknownPiece = { text: '[UNK]', score: 0, type: 'unknown' } as const;

/** An spm.model of these pieces behind the special ones; `kind` is SentencePiece's number for theirs. */
function spm(pieces: readonly string[], kind = 1): Uint8Array {
  const model = new BinaryWriter();
  const write = (text: string, score: number, type: number) => {
    const piece = new BinaryWriter().uint32(10).string(text).uint32(21).float(score).uint32(24).int32(type);
    model.uint32(10).bytes(piece.finish());
  };
  for (const role of roles) write(role, 0, role === '[UNK]' ? 2 : 3);
  pieces.forEach((text, i) => write(text, -1 - i / pieces.length, kind));
  return model.finish();
}

const many = Array.from({ length: 100_000 }, (_, i) => `a${String(i).padStart(6, '0')}`);
const nested = (count: number) => Array.from({ length: count }, (_, i) => 'a'.repeat(i + 1));

for (const [what, pieces, kind] of [
  ['pieces with one first letter', many, 1],
  ['symbols with one first letter', many, 4],
  ['pieces that begin each other', nested(256), 1],
] as const) {
  test(`${what}: each letter takes no more steps than the longest piece has`, async (t) => {
    const tokenizer = await load(t, { 'spm.model': spm(pieces, kind) });
    const text = 'a'.repeat(5000) + many.slice(0, 100).join('');
    const longest = Math.max(...pieces.map((piece) => piece.length));
    assert.ok(steps(() => tokenizer.encode(text)) <= 3 * text.length * (longest + 2));
  });
}

test('vocabularies that no DeBERTa has are refused in a sentence', async (t) => {
  await assert.rejects(load(t, { 'spm.model': spm(nested(257)) }), /Entry 261 .* has 257 characters, far more/);
  await assert.rejects(load(t, { 'spm.model': spm(['b'.repeat(32_000)]) }), /has 32000 characters, far more/);
  assert.throws(
    () => checkUnigramPieces(Array<typeof unknownPiece>(1_000_001).fill(unknownPiece), 'spm.model'),
    /spm\.model has 1000001 vocabulary entries/,
  );
  await assert.rejects(load(t, bytePairs({ id: 3_999_999 })), /the token "x" has the id 3999999/);
  const long = { 'added_tokens.json': JSON.stringify({ ['b'.repeat(1001)]: 9 }) };
  await assert.rejects(load(t, { ...bytePairs({}), ...long }), /added token 9 .* has 1001 characters/);
});

test('an expression that takes too long is refused when a text makes it do so', async (t) => {
  const counts = Array.from({ length: 140 }, () => 'a{999}').join('|');
  for (const [json, text] of [
    [unigram({ normalizer: { type: 'Replace', pattern: { Regex: '(a+)+$' }, content: '' } }), `${'a'.repeat(40)}!`],
    [
      unigram({ pre_tokenizer: { type: 'Split', pattern: { Regex: '(a|a)*$' }, behavior: 'Removed', invert: false } }),
      `${'a'.repeat(40)}!`,
    ],
    [
      unigram({ normalizer: { type: 'Replace', pattern: { Regex: counts }, content: '' } }),
      `${'a'.repeat(997)}b`.repeat(30),
    ],
  ] as const) {
    const tokenizer = await load(t, { 'tokenizer.json': json });
    assert.throws(
      () => tokenizer.encode(text),
      (error: Error) => error instanceof TokenizerError && /takes too long on this text/.test(error.message),
    );
    assert.equal(tokenizer.encode('b').ids.length, 3);
  }
});

test('steps that make a text grow without end are refused, before they take memory', async (t) => {
  const double = { type: 'Replace', pattern: { String: 'a' }, content: 'aa' };
  const json = { normalizer: { type: 'Sequence', normalizers: Array.from({ length: 60 }, () => double) } };
  const vocab = [...roles, 'a'].map((token) => [token, token === 'a' ? -1 : 0]);
  const model = { type: 'Unigram', unk_id: 3, vocab };
  const tokenizer = await load(t, { 'tokenizer.json': JSON.stringify({ ...json, model, added_tokens: [] }) });
  assert.throws(
    () => tokenizer.encode('a'),
    (error: Error) => error instanceof TokenizerError && /longer than 20,000,000 characters/.test(error.message),
  );
});

test('keys of the prototype are tokens like others', async (t) => {
  const vocab = '{"[PAD]":0,"[CLS]":1,"[SEP]":2,"[UNK]":3,"[MASK]":4,"a":5,"__proto__":6,"constructor":7}';
  const tokenizer = await load(t, { 'vocab.json': vocab, 'merges.txt': '__proto__ a\nconstructor a\n' });
  assert.equal(tokenizer.token(6), '__proto__');
  assert.deepEqual(tokenizer.encode('aconstructor').ids.slice(0, 2), [1, 5]);
});

test('scores that would add up to infinity are refused', async (t) => {
  const json = JSON.stringify({
    model: {
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['[UNK]', 0],
        ['a', -1e308],
      ],
    },
  });
  await assert.rejects(load(t, { 'tokenizer.json': json }), /Entry 1 .* no finite score/);
});

function unigram(steps: object): string {
  return JSON.stringify({
    ...steps,
    model: { type: 'Unigram', unk_id: 3, vocab: [...roles, 'a', 'b', '!'].map((piece, i) => [piece, -i]) },
  });
}

function bytePairs({ id = 5 }: { id?: number }): Readonly<Record<string, string>> {
  const vocab = Object.fromEntries([...roles.map((role, i) => [role, i] as const), ['x', id] as const]);
  return { 'vocab.json': JSON.stringify(vocab), 'merges.txt': '#version: 0.2\n' };
}

async function load(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<Tokenizer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tokenizer-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
  return loadTokenizer(directory);
}

/** Steps in tries while `work` runs. */
function steps(work: () => unknown): number {
  const own = PieceTrie.prototype as unknown as Record<'child', (...parameters: unknown[]) => unknown>;
  const original = own.child;
  let count = 0;
  own.child = function (...parameters) {
    count++;
    return original.apply(this, parameters);
  };
  try {
    work();
    return count;
  } finally {
    own.child = original;
  }
}
