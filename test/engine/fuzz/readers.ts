import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { modelGraph } from '../../../src/engine/model/modelGraph';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { reference, safetensorsBytes } from '../checkpoint/fixtures';
import { fixture as glinerFixture, golden } from '../glinerFiles';
import { legacyFile, op, pickledDictionary, pickledTensor, pickleOf, zipFile } from '../checkpoint/pytorch/torchFile';

/** A reader under fuzzing: files that it reads, one of which is spoiled, and how it is made to read all of them. */
export interface FuzzedReader {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly target: string;
  /** Rejects with an error that is written for users, or resolves. */
  readonly read: (folder: string) => Promise<void>;
}

const bundled = path.join(__dirname, '../../../models/bundled');
const text = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const referenceFile = (name: string, file: string) => readFileSync(path.join(reference(name), file));

const gliclassFile = (file: string) =>
  readFileSync(path.join(__dirname, '../../fixtures/gliclass/weighted-dot-1', file));

/** Opens a checkpoint and reads all its numbers; if it is a whole model, also builds the graphs of its abilities. */
async function readCheckpoint(folder: string, isWhole: boolean): Promise<void> {
  const checkpoint = await openCheckpoint(folder);
  try {
    for (const name of checkpoint.weights.names) await checkpoint.weights.readFloat32(name);
    if (!isWhole) return;
    for (const head of [...checkpoint.heads, 'trace' as const]) {
      modelGraph(checkpoint.config, checkpoint.weights, { kind: head, padded: true });
    }
  } finally {
    await checkpoint.close();
  }
}

/** Loads a tokenizer and uses it. */
async function readTokenizer(folder: string): Promise<void> {
  const tokenizer = await loadTokenizer(folder);
  const sample = 'Two  ways to say [MASK], naïve “quotes” \u{1F600} and ①ﬁ.';
  tokenizer.encode(sample);
  tokenizer.encode(sample, sample);
  tokenizer.encodeMasked(sample, [{ start: 5, end: 9 }]);
  for (const id of [0, 3, tokenizer.size - 1]) {
    tokenizer.surface(id);
    tokenizer.isCandidate(id);
    tokenizer.token(id);
  }
}

const gliner = golden.models['span-lstm-1']!;
const word = 'embeddings.word_embeddings.weight';
const data = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
const matrix = { key: '7', storageElements: 6, shape: [2, 3], stride: [3, 1] };
const tinyConfig = { 'config.json': text('{"model_type": "deberta"}') };

const checkpoints: readonly Omit<FuzzedReader, 'read'>[] = [
  {
    name: 'safetensors',
    target: 'model.safetensors',
    files: {
      'config.json': referenceFile('v3-unshared-projected/rtd', 'config.json'),
      'model.safetensors': referenceFile('v3-unshared-projected/rtd', 'model.safetensors'),
    },
  },
  ...['gliner_config.json', 'model.safetensors'].map((target) => ({
    name: `a GLiNER by its ${target}`,
    target,
    files: {
      'gliner_config.json': text(gliner.config),
      'model.safetensors': readFileSync(path.join(glinerFixture, 'span-lstm-1.safetensors')),
    },
  })),
  {
    name: 'a small safetensors',
    target: 'model.safetensors',
    files: {
      ...tinyConfig,
      'model.safetensors': safetensorsBytes(
        { __metadata__: { format: 'pt' }, [word]: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } },
        24,
      ),
    },
  },
  {
    name: 'a zip by PyTorch',
    target: 'pytorch_model.bin',
    files: {
      'config.json': referenceFile('v1-emd/mlm', 'config.json'),
      'pytorch_model.bin': referenceFile('v1-emd/mlm', 'pytorch_model.bin'),
    },
  },
  {
    name: 'a small zip',
    target: 'pytorch_model.bin',
    files: {
      ...tinyConfig,
      'pytorch_model.bin': zipFile({
        'm/data.pkl': pickleOf(pickledDictionary({ [word]: pickledTensor(matrix) })),
        'm/data/7': data,
      }),
    },
  },
  {
    name: 'a pickle of before 1.6',
    target: 'pytorch_model.bin',
    files: {
      ...tinyConfig,
      'pytorch_model.bin': legacyFile({
        stateDict: pickledDictionary({ [word]: pickledTensor({ ...matrix, view: op.none }) }),
        storages: { 7: { data, count: 6n } },
      }),
    },
  },
  ...['v1-emd/mlm', 'v2-conv/classify', 'v3-small-like/rtd'].map((name) => {
    const weights = name === 'v2-conv/classify' ? 'model.safetensors' : 'pytorch_model.bin';
    return {
      name: `config.json of ${name}`,
      target: 'config.json',
      files: { 'config.json': referenceFile(name, 'config.json'), [weights]: referenceFile(name, weights) },
    };
  }),
  {
    name: 'config.json of a GLiClass model',
    target: 'config.json',
    files: { 'config.json': gliclassFile('config.json'), 'model.safetensors': gliclassFile('model.safetensors') },
  },
  {
    name: 'an index of shards',
    target: 'model.safetensors.index.json',
    files: {
      ...tinyConfig,
      'part.safetensors': safetensorsBytes({ [word]: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } }, 24),
      'model.safetensors.index.json': text({
        metadata: { total_size: 24 },
        weight_map: { [word]: 'part.safetensors' },
      }),
    },
  },
];

/** The bundled vocabulary with its first entries only, so that reading it takes no time; the normalizer is whole. */
function shortVocabulary(): Uint8Array {
  const reader = new BinaryReader(readFileSync(path.join(bundled, 'spm.model')));
  const writer = new BinaryWriter();
  let pieces = 0;
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    const bytes = reader.bytes();
    if (field !== 1 || pieces++ < 400) writer.tag(field, WireType.LengthDelimited).bytes(bytes);
  }
  return writer.finish();
}

const roles = ['[CLS]', '[SEP]', '[PAD]', '[UNK]', '[MASK]'];
const tokenizerConfig = text({
  cls_token: '[CLS]',
  mask_token: { content: '[MASK]', special: true },
  added_tokens_decoder: { 4: { content: '[MASK]', special: true } },
});
const pairFiles = {
  'vocab.json': text(Object.fromEntries([...roles, 'a', 'b', 'ab', 'Ġ', 'Ġa'].map((token, id) => [token, id]))),
  'merges.txt': text('#version: 0.2\na b\nĠ a\n'),
  'tokenizer_config.json': tokenizerConfig,
  'added_tokens.json': text({ '[MASK]': 4, extra: 11 }),
  'special_tokens_map.json': text({ unk_token: '[UNK]', sep_token: { content: '[SEP]' } }),
};
const fastPairs = {
  added_tokens: roles.map((content, id) => ({ id, content, special: true })),
  normalizer: null,
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel', add_prefix_space: true, use_regex: true }] },
  model: {
    type: 'BPE',
    vocab: JSON.parse(Buffer.from(pairFiles['vocab.json']).toString()) as unknown,
    merges: ['a b', ['Ġ', 'a']],
  },
  post_processor: {
    type: 'Sequence',
    processors: [
      { type: 'ByteLevel', trim_offsets: true },
      { type: 'RobertaProcessing', sep: ['[SEP]', 2], cls: ['[CLS]', 1] },
    ],
  },
};
const slot = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
const fastUnigram = {
  added_tokens: roles.map((content, id) => ({ id, content, special: true })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Strip' },
      { type: 'Precompiled', precompiled_charsmap: '' },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' },
    ],
  },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  model: {
    type: 'Unigram',
    unk_id: 3,
    vocab: [...roles, '▁', 'a', '▁way', 's', '<0x41>'].map((piece, id) => [piece, -id]),
  },
  post_processor: {
    type: 'TemplateProcessing',
    single: [slot('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, slot('[SEP]')],
    pair: [
      ...[slot('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, slot('[SEP]')],
      ...[{ Sequence: { id: 'B', type_id: 1 } }, slot('[SEP]')],
    ],
    special_tokens: { '[CLS]': { ids: [1] }, '[SEP]': { ids: [2] } },
  },
};

const fastWords = {
  added_tokens: [...roles, '<e1>'].map((content, id) => ({ id, content, special: id < 5, rstrip: true })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'BertNormalizer', lowercase: true, strip_accents: null },
      { type: 'Replace', pattern: { Regex: '\\s{2,}|[\\n\\r\\t]' }, content: ' ' },
    ],
  },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: ' ?\\p{L}+(?!\\S)' }, behavior: 'Isolated', invert: false },
      { type: 'Digits', individual_digits: true },
      { type: 'BertPreTokenizer' },
    ],
  },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries([...roles, '<e1>', 'two', 'w', '##a', '##y', '##s'].map((token, id) => [token, id])),
  },
};

const tokenizers: readonly Omit<FuzzedReader, 'read'>[] = [
  {
    name: 'spm.model',
    target: 'spm.model',
    files: { 'spm.model': shortVocabulary(), 'tokenizer_config.json': text({}) },
  },
  { name: 'tokenizer.json (BPE)', target: 'tokenizer.json', files: { 'tokenizer.json': text(fastPairs) } },
  { name: 'tokenizer.json (unigram)', target: 'tokenizer.json', files: { 'tokenizer.json': text(fastUnigram) } },
  { name: 'tokenizer.json (WordPiece)', target: 'tokenizer.json', files: { 'tokenizer.json': text(fastWords) } },
  { name: 'vocab.txt', target: 'vocab.txt', files: { 'vocab.txt': text(`${[...roles, 'two', '##s'].join('\n')}\n`) } },
  ...Object.keys(pairFiles).map((target) => ({ name: target, target, files: pairFiles })),
];

/** Every reader of files that come from elsewhere. */
export const fuzzedReaders: readonly FuzzedReader[] = [
  ...checkpoints.map((one) => ({
    ...one,
    read: (folder: string) => readCheckpoint(folder, one.files['config.json'] !== tinyConfig['config.json']),
  })),
  ...tokenizers.map((one) => ({ ...one, read: readTokenizer })),
];
