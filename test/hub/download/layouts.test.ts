import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DownloadError, RequestError, TokenizerError } from '../../../src/protocol/errors';
import { letterTokenizer } from '../../engine/batch/letterTokenizer';
import { testEngine } from '../../engine/testEngine';
import { familyRepositories } from '../families';
import { HubServer } from '../hubServer';
import { filesBelow, openStore } from '../testStore';
import {
  configOf,
  oneOutput,
  referenceTensors,
  safetensors,
  tinyRepository,
  transposedFile,
  weightsInParts,
  without,
  type Contents,
} from '../tinyRepositories';

const { engine } = testEngine();
let server: HubServer;
before(async () => {
  server = await HubServer.start({});
});
after(() => server.stop());

const id = 'someone/model';
const text = 'a good day';
const tensors = referenceTensors('v2-conv/classify');
/** The reference classifier's logits for the text. */
const logits = [-3.5836, -1.2433, 0.2011];
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 9\n`;

const labeled = (id2label: object) => ({ 'config.json': configOf('v2-conv/classify', { id2label, label2id: {} }) });
const letters = (change: object) => ({ 'tokenizer.json': { ...letterTokenizer(), ...change } });
const added = (content: string, i: number) => ({ id: 114 + i, content, special: content.startsWith('<') });

const oneLabel = { id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 } };

const classified = async (model: string) => {
  const { labels, texts } = await engine.classify({ model, texts: [{ text }] });
  return { labels, logits: texts[0]!.logits.map((logit) => Number(logit.toFixed(4))) };
};
const tokens = (given: string) => async (model: string) =>
  (await engine.tokenize({ model, text: given })).tokens.join('|');
const pairTokens = async (model: string) =>
  (await engine.attentionOverview({ model, text: 'a', textPair: 'b' })).tokens.join('|');
const notes = async (model: string) => (await engine.describe({ model })).notes;
const own = { labels: ['contradiction', 'neutral', 'entailment'], logits };

const gliclass = path.join(__dirname, '../../fixtures/gliclass');
const gliclassFile = (name: string) => readFileSync(path.join(gliclass, name));
const ofGliclass = JSON.parse(gliclassFile('simple-1/expected.json').toString()) as {
  labels: string[];
  texts: { text: string; logits: number[] }[];
}[];

const version5 = letters({
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Replace', pattern: { Regex: '\\s{2,}|[\\n\\r\\t]' }, content: ' ' },
      { type: 'NFC' },
      { type: 'Strip', strip_left: false, strip_right: true },
    ],
  },
});
const special = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } });
const textOf = (name: string) => ({ Sequence: { id: name, type_id: 0 } });
const single = [special('[CLS]'), textOf('A'), special('[SEP]')];
const twoSeparators = {
  type: 'TemplateProcessing',
  single,
  pair: [...single, special('[SEP]'), textOf('B'), special('[SEP]')],
  special_tokens: { '[CLS]': { ids: [1] }, '[SEP]': { ids: [2] } },
};
const spm =
  familyRepositories().find((one) => one.id === 'tiny/v2-conv-classifier')?.repository.files['spm.model'] ?? '';
const unread = letters({ pre_tokenizer: { type: 'UnicodeScripts' } });
const words = ['[PAD]', '[CLS]', '[SEP]', '[UNK]', '[MASK]', 'a', '##b'].join('\n');
const generator = 'v2-conv/mlm';
const undecoded = without(referenceTensors(generator), /position_embeddings/);

/** What a repository is like, its changed files, what is asked of the model, and the right answer. */
const read: readonly (readonly [
  what: string,
  changes: Contents,
  ask: (model: string) => Promise<unknown>,
  right: unknown,
  reference?: string,
])[] = [
  ['as most are', {}, classified, own],
  ['saved by Transformers 5', version5, classified, own],
  ['saved by Transformers 5, its white space', version5, tokens('a  b\nc\t'), '[CLS]|▁a|▁b|▁c|[SEP]'],
  [
    'of v1, saved by Transformers 5',
    letters({ post_processor: twoSeparators }),
    pairTokens,
    '[CLS]|▁a|[SEP]|[SEP]|▁b|[SEP]',
    'v1-c2p-only-types/classify',
  ],
  [
    'with spm.model beside a tokenizer.json that cannot be read',
    { ...unread, 'spm.model': spm },
    tokens('a a'),
    '[CLS]|▁a|▁a|[SEP]',
  ],
  [
    'with added tokens',
    letters({
      added_tokens: [
        ...(letterTokenizer() as { added_tokens: object[] }).added_tokens,
        ...['<e1>', '@USER', '\n'].map(added),
      ],
    }),
    tokens('<e1> ab@USER\n'),
    '[CLS]|<e1>|▁a|b|@USER|\n|[SEP]',
  ],
  [
    'with vocab.txt',
    { 'tokenizer.json': null, 'vocab.txt': words, 'tokenizer_config.json': { tokenizer_class: 'BertTokenizer' } },
    tokens('AB b'),
    '[CLS]|a|##b|[UNK]|[SEP]',
  ],
  [
    'with labels as numbers, null and a gap',
    labeled({ 0: 0, 2: null }),
    classified,
    { labels: ['0', 'LABEL_1', 'LABEL_2'], logits },
  ],
  ['with a label twice', labeled({ 0: 'x', 1: 'x', 2: 'y' }), classified, { labels: ['x (0)', 'x (1)', 'y'], logits }],
  [
    'with one output',
    { 'config.json': configOf('v2-conv/classify', oneLabel), 'model.safetensors': oneOutput(tensors) },
    async (model) => (await engine.classify({ model, texts: [{ text }] })).texts[0]!.scores[0]!.toFixed(4),
    '-3.5836',
  ],
  [
    'of a cross-encoder',
    {
      'config.json': configOf('v2-conv/classify', {
        ...oneLabel,
        sentence_transformers: { activation_fn: 'torch.nn.modules.activation.Sigmoid' },
      }),
      'model.safetensors': oneOutput(tensors),
    },
    async (model) => (await engine.classify({ model, texts: [{ text }] })).texts[0]!.scores[0]!.toFixed(4),
    (1 / (1 + Math.exp(3.5836))).toFixed(4),
  ],
  [
    'with NaN in its configuration',
    { 'config.json': JSON.stringify(configOf('v2-conv/classify', { x: 0 })).replace('"x":0', '"x":NaN') },
    classified,
    own,
  ],
  [
    'with tensors of unknown types',
    {
      'model.safetensors': safetensors({
        ...tensors,
        'deberta.scale': { dtype: 'F8_E4M3', shape: [4], bytes: Buffer.alloc(4) },
        'deberta.extra': { dtype: 'U16', shape: [4], bytes: Buffer.alloc(8) },
      }),
    },
    classified,
    own,
  ],
  ['with weights in parts', weightsInParts(tensors), classified, own],
  [
    'with transposed matrices in a PyTorch file',
    { 'model.safetensors': null, 'pytorch_model.bin': transposedFile(tensors) },
    classified,
    own,
  ],
  [
    'with a layer that its configuration leaves out',
    { 'config.json': configOf('v2-conv/classify', { num_hidden_layers: 2 }) },
    notes,
    ['The configuration leaves these out, so they are not used: layer 3.'],
  ],
  [
    'trained without the mask decoder',
    { 'config.json': configOf(generator, { legacy: false }), 'model.safetensors': safetensors(undecoded) },
    async (model) => [
      (await engine.fillMask({ model, text, masks: [{ start: 2, end: 6 }], topK: 3 }))[0]!.candidates.length,
      ...(await notes(model)),
    ],
    [
      3,
      'Masks are filled without the mask decoder, as the model was trained: its "legacy" is false, and it has no positions.',
    ],
    generator,
  ],
  [
    'of a GLiClass model',
    {
      'config.json': gliclassFile('simple-1/config.json'),
      'model.safetensors': gliclassFile('simple-1/model.safetensors'),
      'tokenizer.json': gliclassFile('tokenizer.json'),
      'tokenizer_config.json': gliclassFile('tokenizer_config.json'),
    },
    async (model) => {
      const { labels, texts } = ofGliclass[0]!;
      const found = await engine.classify({ model, texts, own: { labels, template: '{label}' } });
      return [found.method, found.texts.map((one) => one.logits.map((logit) => logit.toFixed(3)))];
    },
    ['gliclass', ofGliclass[0]!.texts.map((one) => one.logits.map((logit) => logit.toFixed(3)))],
  ],
];

describe('a repository is downloaded, each needed file once, and answers right:', () => {
  for (const [what, changes, ask, right, reference] of read) {
    test(what, async () => {
      server.reset({ [id]: tinyRepository(changes, reference) });
      const { downloads } = openStore(server);
      const { folder, lock } = await downloads.download(id);
      for (const file of lock.files) assert.equal(server.contents(file.path).length, 1, file.path);
      assert.deepEqual(await ask(folder), right);
    });
  }
});

const refused: readonly (readonly [what: string, changes: Contents, message: RegExp, error?: typeof TokenizerError])[] =
  [
    [
      'a tokenizer of whole words',
      letters({ model: { type: 'WordLevel', vocab: {} } }),
      /^someone\/model.*no Unigram, BPE/,
      TokenizerError,
    ],
    ['a step that is not known', unread, /^someone\/model.*step \{"type":"UnicodeScripts"\}/, TokenizerError],
    [
      'a post-processor that is not known',
      letters({ post_processor: { type: 'Padding' } }),
      /the post-processor/,
      TokenizerError,
    ],
    [
      'a row without [CLS]',
      letters({ post_processor: { ...twoSeparators, single: [textOf('A')] } }),
      /one special token/,
      TokenizerError,
    ],
    [
      'an spm.model that is a Git LFS pointer',
      { 'tokenizer.json': null, 'spm.model': pointer },
      /"spm\.model".*LFS pointer/,
    ],
    ['a tokenizer.json that is a Git LFS pointer', { 'tokenizer.json': pointer }, /"tokenizer\.json".*LFS pointer/],
    [
      'a part of the weights that is not there',
      weightsInParts(tensors, [1]),
      /lacks "model-00002-of-00002\.safetensors"/,
    ],
    [
      'weights one level below',
      { 'model.safetensors': null, '0_Transformer/model.safetensors': oneOutput(tensors) },
      /has no weights/,
    ],
    ['another kind of model', { 'config.json': { model_type: 'roberta' } }, /of the type "roberta", not a DeBERTa/],
    [
      'GLiClass on another kind of model',
      { 'config.json': { model_type: 'GLiClass', encoder_config: { model_type: 'modernbert' } } },
      /of the type "modernbert", not a DeBERTa/,
    ],
  ];

describe('a repository is refused before its weights are asked for, and nothing is fetched twice:', () => {
  for (const [what, changes, message, error = DownloadError] of refused) {
    test(what, async () => {
      server.reset({ [id]: tinyRepository(changes) });
      const { root, store, downloads } = openStore(server);
      await assert.rejects(downloads.download(id), (thrown: Error) => {
        assert.ok(thrown instanceof error, thrown.stack);
        assert.match(thrown.message, message);
        return true;
      });
      const asked = server.seen.map(({ path: asked }) => asked.replace(/\?.*/, ''));
      assert.equal(new Set(asked).size, asked.length, asked.join('\n'));
      assert.deepEqual(
        asked.filter((one) => /\.(safetensors|bin)$/.test(one)),
        [],
      );
      assert.deepEqual(await store.unfinished(), []);
      assert.deepEqual(filesBelow(root), ['requests.jsonl']);
    });
  }
});

describe('a repository is downloaded, and says in one sentence what it cannot do:', () => {
  const cases: readonly (readonly [what: string, changes: Contents, given: string, message: RegExp])[] = [
    [
      'a model for token classification',
      {
        'config.json': configOf('v2-conv/classify', { architectures: ['DebertaV2ForTokenClassification'] }),
        'model.safetensors': safetensors(without(tensors, /^pooler/)),
      },
      text,
      /model is a model for token classification: it cannot classify texts, but it can label words/,
    ],
    [
      'a model for multiple choice',
      {
        'config.json': configOf('v2-conv/classify', { ...oneLabel, architectures: ['DebertaV2ForMultipleChoice'] }),
        'model.safetensors': oneOutput(tensors),
      },
      text,
      /model is a model for multiple choice: it cannot classify/,
    ],
    [
      'one with a token that its weights never got',
      letters({ added_tokens: [...(letterTokenizer() as { added_tokens: object[] }).added_tokens, added('<e1>', 6)] }),
      'a <e1>',
      /^The text has the token 120, but the weights only go up to 119\. Use the tokenizer files that were saved/,
    ],
  ];
  for (const [what, changes, given, message] of cases) {
    test(what, async () => {
      server.reset({ [id]: tinyRepository(changes) });
      const { folder } = await openStore(server).downloads.download(id);
      await assert.rejects(engine.classify({ model: folder, texts: [{ text: given }] }), (thrown: Error) => {
        assert.ok(thrown instanceof RequestError, thrown.stack);
        assert.match(thrown.message, message);
        return true;
      });
    });
  }
});
