import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { TokenizerError } from '../../../src/protocol/errors';
import { directories, tokenizerFor } from './fixtures';

/** By name; a number is the length of a sparse file. */
type Files = Readonly<Record<string, string | Uint8Array | number>>;

const pairs = {
  'vocab.json': '{"[PAD]":0,"[CLS]":1,"[SEP]":2,"[UNK]":3,"a":4,"b":5,"ab":6,"[MASK]":7}',
  'merges.txt': '#version: 0.2\na b\n',
};
const roles = ['[PAD]', '[CLS]', '[SEP]', '[UNK]', '[MASK]'];
const spm = (): Promise<Buffer> => readFile(path.join(directories.seed, 'spm.model'));
const unigram = (vocab: unknown): string => JSON.stringify({ model: { type: 'Unigram', unk_id: 0, vocab } });

/** A tokenizer of letters with one step of normalization. */
const normalizing = (normalizer: object): string =>
  JSON.stringify({
    normalizer,
    model: { type: 'Unigram', unk_id: 3, vocab: [...roles, 'a', 'b', '!'].map((piece, i) => [piece, -i]) },
  });

/** A normalizer that is a sequence of one step, which is a sequence, and so on. */
const nestedSteps = (depth: number): string =>
  `{"normalizer":${'{"type":"Sequence","normalizers":['.repeat(depth)}${']}'.repeat(depth)}}`;

const faults: readonly (readonly [name: string, files: () => Files | Promise<Files>, message: RegExp])[] = [
  ['an empty folder', () => ({}), /no tokenizer files.*spm\.model.*merges\.txt/],
  ['vocab.json alone', () => ({ 'vocab.json': pairs['vocab.json'] }), /Add the checkpoint's tokenizer\.json/],
  [
    'an spm.model cut short',
    async () => ({ 'spm.model': (await spm()).subarray(0, 100_001) }),
    /spm\.model is not a SentencePiece model or is cut/,
  ],
  ['an spm.model of noise', () => ({ 'spm.model': Buffer.alloc(5000, 0xff) }), /spm\.model/],
  ['an empty spm.model', () => ({ 'spm.model': '' }), /spm\.model has 0 vocabulary entries/],
  ['broken JSON', () => ({ ...pairs, 'tokenizer_config.json': '{' }), /tokenizer_config\.json" is not valid JSON/],
  ['JSON that isn’t an object', () => ({ 'tokenizer.json': '3' }), /tokenizer\.json" does not hold a JSON object/],
  ['an id of 4e9', () => ({ ...pairs, 'added_tokens.json': '{"x":4000000000}' }), /"x" and the id 4000000000/],
  ['an id that isn’t a number', () => ({ ...pairs, 'vocab.json': '{"[UNK]":"3"}' }), /"\[UNK\]" has the id 3/],
  ['a merge of three', () => ({ ...pairs, 'merges.txt': 'a b c\n' }), /merge 0 is not a pair/],
  ['no [CLS]', () => ({ ...pairs, 'vocab.json': '{"[UNK]":0,"a":1}' }), /no token "\[CLS\]"/],
  [
    'a vocabulary of whole words',
    () => ({ 'tokenizer.json': '{"model":{"type":"WordLevel","vocab":{}}}' }),
    /no Unigram, BPE or WordPiece/,
  ],
  [
    'an unknown step',
    () => ({ 'tokenizer.json': '{"model":{"type":"BPE"},"pre_tokenizer":{"type":"UnicodeScripts"}}' }),
    /step \{"type":"UnicodeScripts"\}/,
  ],
  [
    'a pattern that isn’t an expression',
    () => ({ 'tokenizer.json': normalizing({ type: 'Replace', pattern: { Regex: '(' }, content: '' }) }),
    /pattern \{"Regex":"\("\}, which is not supported/,
  ],
  [
    'a step without its pattern',
    () => ({ 'tokenizer.json': normalizing({ type: 'Replace', content: '' }) }),
    /the step/,
  ],
  [
    'a WordPiece vocabulary without an entry for unknown words',
    () => ({ 'tokenizer.json': '{"model":{"type":"WordPiece","vocab":{"a":0}}}' }),
    /no "\[UNK\]" for/,
  ],
  [
    'steps in steps without end',
    () => ({ 'tokenizer.json': nestedSteps(20_000) }),
    /tokenizer\.json" nests deeper than any model's description/,
  ],
  ['a file of gigabytes', () => ({ 'spm.model': 3e9 }), /spm\.model has 3000000000 bytes, far more than any/],
  ['a score that is none', () => ({ 'tokenizer.json': unigram([['[UNK]', null]]) }), /Entry 0 of the vocabulary/],
  ['a vocabulary that isn’t a list', () => ({ 'tokenizer.json': unigram({ a: 1 }) }), /not a list/],
  [
    'a charsmap of noise',
    () => ({
      'tokenizer.json': JSON.stringify({
        normalizer: { type: 'Precompiled', precompiled_charsmap: '/////w==' },
        model: { type: 'Unigram', unk_id: 0, vocab: [['[UNK]', 0]] },
      }),
    }),
    /charsmap.*damaged/,
  ],
];

for (const [name, files, message] of faults) {
  test(`${name} is refused with a sentence on what to do`, async (t) => {
    await assert.rejects(loadTokenizer(await folder(t, await files())), (error: unknown) => {
      assert.ok(error instanceof TokenizerError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}

test('a file that is a folder is refused', async (t) => {
  const directory = await folder(t, {});
  await mkdir(path.join(directory, 'spm.model'));
  await assert.rejects(loadTokenizer(directory), TokenizerError);
});

test('spm.model alone is enough: [MASK] follows the vocabulary', async (t) => {
  const expected = await tokenizerFor('seed', t);
  const directory = await folder(t, {});
  await copyFile(path.join(directories.seed, 'spm.model'), path.join(directory, 'spm.model'));
  const tokenizer = await loadTokenizer(directory);
  assert.deepEqual(tokenizer.special, expected?.special);
  assert.equal(tokenizer.token(tokenizer.special.mask), '[MASK]');
});

test('names and ids of special tokens come from the files', async (t) => {
  const directory = await folder(t, {
    ...pairs,
    'special_tokens_map.json': '{"mask_token":{"content":"<m>"}}',
    'added_tokens.json': '{"<m>":9}',
  });
  const tokenizer = await loadTokenizer(directory);
  assert.equal(tokenizer.special.mask, 9);
  assert.equal(tokenizer.size, 10);
  assert.deepEqual(tokenizer.encode('abba').ids, [1, 6, 5, 4, 2]);
  assert.deepEqual(tokenizer.encode('ac').tokens, ['[CLS]', 'a', '[UNK]', '[SEP]']);
});

test('special_tokens_map.json counts before a tokenizer_config.json without added_tokens_decoder', async (t) => {
  const map = { 'special_tokens_map.json': '{"mask_token":"[UNK]"}' };
  const maskWith = async (config: object) =>
    (await loadTokenizer(await folder(t, { ...pairs, ...map, 'tokenizer_config.json': JSON.stringify(config) })))
      .special.mask;
  const decoder = { added_tokens_decoder: { 7: { content: '[MASK]', special: true } } };
  // Both versions of Transformers say so.
  assert.equal(await maskWith({ mask_token: '[MASK]' }), 3);
  assert.equal(await maskWith({}), 3);
  assert.equal(await maskWith({ mask_token: '[MASK]', ...decoder }), 7);
});

/** A damaged byte anywhere must give an error or a tokenizer, never a crash of another kind or a hang. */
test('an spm.model with flipped bytes is refused or still tokenizes', async (t) => {
  const bytes = await spm();
  for (let i = 0; i < 40; i++) {
    const damaged = Buffer.from(bytes);
    const offset = Math.floor((bytes.length * i) / 40);
    damaged[offset] = (damaged[offset] ?? 0) ^ (1 << (i % 8));
    try {
      const tokenizer = await loadTokenizer(await folder(t, { 'spm.model': damaged }));
      tokenizer.encode('Café ﬁle ① \u200B the end.');
    } catch (error) {
      assert.ok(error instanceof TokenizerError, `byte ${offset}: ${String(error)}`);
    }
  }
});

async function folder(t: TestContext, files: Files): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tokenizer-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(directory, name), typeof content === 'number' ? '' : content);
    if (typeof content === 'number') await truncate(path.join(directory, name), content);
  }
  return directory;
}
