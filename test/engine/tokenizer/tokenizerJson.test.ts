import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { readSentencePieceModel } from '../../../src/engine/tokenizer/sentencePiece/sentencePieceModel';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import { directories, goldenLines, tokenizerFor } from './fixtures';

/** Files as Hugging Face's converters write them. */
const converters = { seed: unigramJson, v1: bytePairJson } as const;

for (const vocabulary of ['seed', 'v1'] as const) {
  test(`${vocabulary}: tokenizer.json gives what the older files give`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const fast = await loadFrom(t, {
      'tokenizer.json': JSON.stringify(await converters[vocabulary](directories[vocabulary])),
    });
    assert.deepEqual(fast.special, tokenizer.special);
    assert.equal(fast.size, tokenizer.size);
    // Of several accents on one letter Hugging Face's library drops all but the first.
    const lines = goldenLines(vocabulary).filter(({ text }) => vocabulary === 'v1' || !/\p{M}/u.test(text));
    for (const { text } of lines) assert.deepEqual(fast.encode(text).ids, tokenizer.encode(text).ids, text);
    for (let id = 0; id < tokenizer.size; id++) {
      assert.equal(fast.isCandidate(id), tokenizer.isCandidate(id), tokenizer.token(id));
      assert.deepEqual(fast.surface(id), tokenizer.surface(id));
    }
  });
}

async function loadFrom(t: TestContext, files: Readonly<Record<string, string>>): Promise<Tokenizer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tokenizer-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
  return loadTokenizer(directory);
}

async function unigramJson(directory: string): Promise<object> {
  const model = readSentencePieceModel(await readFile(path.join(directory, 'spm.model')), 'spm.model');
  return {
    added_tokens: addedTokens({ '[PAD]': 0, '[CLS]': 1, '[SEP]': 2, '[UNK]': 3, '[MASK]': model.pieces.length }),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Strip', strip_left: true, strip_right: true },
        { type: 'Precompiled', precompiled_charsmap: Buffer.from(model.charsmap ?? []).toString('base64') },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' }],
    },
    model: {
      type: 'Unigram',
      unk_id: 3,
      vocab: model.pieces.map((piece) => [piece.text, piece.score]),
      byte_fallback: true,
    },
  };
}

async function bytePairJson(directory: string): Promise<object> {
  const merges = await readFile(path.join(directory, 'merges.txt'), 'utf8');
  return {
    added_tokens: addedTokens({ '[PAD]': 0, '[CLS]': 1, '[SEP]': 2, '[UNK]': 3, '[MASK]': 50264 }),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      vocab: JSON.parse(await readFile(path.join(directory, 'vocab.json'), 'utf8')) as unknown,
      merges: merges.split('\n').slice(1, -1),
    },
  };
}

function addedTokens(ids: Readonly<Record<string, number>>): object[] {
  return Object.entries(ids).map(([content, id]) => ({ id, content, special: true }));
}
