import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import { directories, tokenizerFor } from './fixtures';

const roles = ['[PAD]', '[CLS]', '[SEP]', '[UNK]'];
const letters = [...roles, '▁', ...'abcdefghijklmnopqrstuvwxyzA<>/1@.,'];
const mask = letters.length;
const added = (id: number, content: string, special = true, flags = {}) => ({
  id,
  content,
  special,
  normalized: false,
  ...flags,
});
const addedRoles = [...roles, '[MASK]'].map((role) => added(role === '[MASK]' ? mask : roles.indexOf(role), role));
const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
const strip = { type: 'Strip', strip_left: true, strip_right: true };
const squeeze = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' };
const sequence = (...normalizers: object[]) => ({ type: 'Sequence', normalizers });

/** A tokenizer.json with an entry for each letter. */
function letterTokenizer(normalizer: object, tokens: readonly object[] = addedRoles): object {
  return {
    added_tokens: tokens,
    normalizer,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [metaspace] },
    model: { type: 'Unigram', unk_id: 3, vocab: letters.map((text, i) => [text, -i]), byte_fallback: false },
  };
}

const version5 = letterTokenizer(
  sequence(
    { type: 'Replace', pattern: { Regex: '\\s{2,}|[\\n\\r\\t]' }, content: ' ' },
    { type: 'NFC' },
    { ...strip, strip_left: false },
  ),
);
const classLabels = letterTokenizer(sequence(strip, squeeze), [
  ...addedRoles,
  added(mask + 1, '<e1>'),
  added(mask + 2, '</e1>'),
  added(mask + 3, '@a', false),
  added(mask + 4, '\n', false),
]);
const words = { '[PAD]': 0, '[CLS]': 1, '[SEP]': 2, '[UNK]': 3, '[MASK]': 4, a: 5, '##b': 6, '[': 7, sep: 8, ']': 9 };
const lines = `${Object.keys(words).join('\n')}\n`;
const pairs = {
  'vocab.json': '{"[PAD]":0,"[CLS]":1,"[SEP]":2,"[UNK]":3,"a":4,"b":5,"ab":6,"[MASK]":7,"Ġ":8,"x":9}',
  'merges.txt': '#version: 0.2\na b\n',
};

/** By what a folder is like: its files, a text, and its tokens, with | between them. */
const layouts: readonly (readonly [
  what: string,
  files: Readonly<Record<string, unknown>>,
  text: string,
  tokens: string,
])[] = [
  ['saved by Transformers 5', { 'tokenizer.json': version5 }, 'a  day\nat\t', '▁|a|▁|d|a|y|▁|a|t'],
  ['with added tokens', { 'tokenizer.json': classLabels }, '<e1> a </e1> @a\nb', '<e1>|▁|a|</e1>|@a|\n|▁|b'],
  [
    'with WordPiece',
    { 'tokenizer.json': { pre_tokenizer: { type: 'BertPreTokenizer' }, model: { type: 'WordPiece', vocab: words } } },
    'ab b',
    'a|##b|[UNK]',
  ],
  ['with vocab.txt', { 'vocab.txt': lines }, 'ÁB [SEP]', 'a|##b|[|sep|]'],
  [
    'with vocab.txt and capitals',
    { 'vocab.txt': lines, 'tokenizer_config.json': { do_lower_case: false } },
    'a Ab',
    'a|[UNK]',
  ],
  [
    'with do_lower_case and split_by_punct beside a tokenizer.json that does neither',
    {
      'tokenizer.json': letterTokenizer(sequence(strip, squeeze)),
      'tokenizer_config.json': { do_lower_case: true, split_by_punct: true },
    },
    'Ab, c.',
    '▁|a|b|▁|,|▁|c|▁|.',
  ],
  [
    'with added_tokens.json',
    { ...pairs, 'added_tokens.json': { '<x>': 10 }, 'tokenizer_config.json': {} },
    'ab<x>ab',
    'ab|<x>|ab',
  ],
  [
    'with added_tokens_decoder',
    {
      ...pairs,
      'tokenizer_config.json': { added_tokens_decoder: { 10: { content: 'x', single_word: true, lstrip: true } } },
    },
    'ab x abxab',
    'ab|x|Ġ|ab|x|ab',
  ],
  [
    'with added_tokens_decoder that describes a token of tokenizer.json otherwise',
    {
      'tokenizer.json': classLabels,
      'tokenizer_config.json': {
        added_tokens_decoder: { [mask + 3]: { content: '@a', single_word: true, normalized: false } },
      },
    },
    'b@a @a',
    '▁|b|@|a|@a',
  ],
  [
    'with special tokens that no file gives an id',
    { ...pairs, 'special_tokens_map.json': { additional_special_tokens: ['<x>', 'x'] } },
    'a<x>x',
    'a|<x>|x',
  ],
  [
    'with roles among the special tokens',
    { ...pairs, 'tokenizer_config.json': { additional_special_tokens: ['[SEP]', 'b'] } },
    'ab[SEP]',
    'a|b|[UNK]|[UNK]|[UNK]|[UNK]|[UNK]',
  ],
  ['with a space put before texts', { ...pairs, 'tokenizer_config.json': { add_prefix_space: true } }, 'ab', 'Ġ|ab'],
];

for (const [what, files, text, tokens] of layouts) {
  test(`a folder ${what} is read`, async (t) => {
    const tokenizer = await load(t, files);
    assert.equal(tokenizer.encode(text).tokens.slice(1, -1).join('|'), tokens);
  });
}

test('ids of special tokens that no file gives one follow those that have one', async (t) => {
  const tokenizer = await load(t, { ...pairs, 'special_tokens_map.json': { additional_special_tokens: ['<x>', 'x'] } });
  assert.deepEqual(tokenizer.encode('<x>x').ids, [1, 10, 9, 2]);
});

test('no text becomes [CLS], [SEP], [MASK], [PAD] or [UNK], whatever the kind of vocabulary', async (t) => {
  const text = `${Object.keys(words).slice(0, 5).join(' ')} ${roles.join('')}`;
  for (const files of [{ 'tokenizer.json': classLabels }, { 'vocab.txt': lines }, pairs]) {
    const { special, encode } = await load(t, files).then((one) => ({
      special: one.special,
      encode: one.encode.bind(one),
    }));
    const found = encode(text).ids.slice(1, -1);
    for (const role of ['cls', 'sep', 'mask', 'pad'] as const) assert.ok(!found.includes(special[role]), role);
  }
});

test('spm.model stands in for a tokenizer.json that cannot be read', async (t) => {
  const expected = await tokenizerFor('seed', t);
  const unreadable = letterTokenizer({ type: 'Reverse' });
  await assert.rejects(load(t, { 'tokenizer.json': unreadable }), /step \{"type":"Reverse"\}, which is not supported/);
  const directory = await folder(t, { 'tokenizer.json': unreadable });
  await copyFile(path.join(directories.seed, 'spm.model'), path.join(directory, 'spm.model'));
  const tokenizer = await loadTokenizer(directory);
  assert.deepEqual(tokenizer.encode('The file.'), expected?.encode('The file.'));
});

async function load(t: TestContext, files: Readonly<Record<string, unknown>>): Promise<Tokenizer> {
  return loadTokenizer(await folder(t, files));
}

async function folder(t: TestContext, files: Readonly<Record<string, unknown>>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tokenizer-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  return directory;
}
