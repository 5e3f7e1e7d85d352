import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseDebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { CheckpointError } from '../../../src/protocol/errors';

const fixture = path.join(__dirname, '../../fixtures/gliclass/simple-1/config.json');
const given = JSON.parse(readFileSync(fixture, 'utf8')) as Readonly<Record<string, unknown>>;
const parse = (change: Readonly<Record<string, unknown>>) => parseDebertaConfig({ ...given, ...change }, 'config.json');

test('the encoder’s configuration is the model’s, with the table of words that GLiClass made longer', () => {
  const config = parse({ vocab_size: 90 });
  assert.deepEqual(
    [config.modelType, config.hiddenSize, config.positionBuckets, config.vocabSize],
    ['deberta-v2', 16, 8, 90],
  );
  assert.equal(
    parse({ encoder_config: { ...(given.encoder_config as object), model_type: 'deberta' } }).modelType,
    'deberta',
  );
});

test('what is missing has the package’s defaults', () => {
  const { gliclass } = parseDebertaConfig(
    { model_type: 'GLiClass', encoder_config: { vocab_size: 100 } },
    'config.json',
  );
  assert.deepEqual(gliclass, {
    labelToken: 100,
    textToken: 101,
    promptFirst: false,
    projectorSize: 1536,
    projectorAct: 'gelu',
    scorer: 'simple',
    scorerHeads: 16,
    labelPooling: 'first',
    usesLabelToken: true,
    textPooling: 'first',
    extractsText: false,
    normalizes: false,
    usesLstm: false,
    usesSegments: false,
    layers: undefined,
  });
});

test('-1 stands for the tokens after the vocabulary', () => {
  const { gliclass } = parse({ class_token_index: -1, text_token_index: -1, vocab_size: 90 });
  assert.deepEqual([gliclass?.labelToken, gliclass?.textToken], [90, 91]);
});

test('a layer is counted from the embeddings, or from the end', () => {
  assert.equal(parse({ encoder_layer_id: 1 }).gliclass?.layers, 1);
  assert.equal(parse({ encoder_layer_id: -2 }).gliclass?.layers, 1);
  assert.equal(parse({ encoder_layer_id: 2 }).gliclass?.layers, undefined);
});

const refusals: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
  [{ architecture_type: 'bi-encoder' }, /a GLiClass model with the architecture "bi-encoder", which is not supported/],
  [{ architecture_type: 'encoder-decoder' }, /the architecture "encoder-decoder"/],
  [{ architecture_type: 'decoder-kv' }, /the architecture "decoder-kv"/],
  [{ squeeze_layers: true }, /"squeeze_layers"/],
  [{ use_calibrator: true }, /"use_calibrator"/],
  [{ scorer_type: 'cross-attn' }, /the scorer "cross-attn" on texts pooled by "first"/],
  [{ pooling_strategy: 'pass' }, /the scorer "simple" on texts pooled by "pass"/],
  [{ scorer_type: 'hopfield', max_labels_alloc: 'fixed' }, /the scorer "hopfield" and a fixed number of labels/],
  [{ pooling_strategy: 'last', extract_text_features: true }, /leaves nothing of the text/],
  [
    { scorer_type: 'cosine' },
    /"scorer_type" in "config.json" is "cosine", but has to be one of simple, weighted-dot, /,
  ],
  [{ pooling_strategy: 'median' }, /"pooling_strategy" .* has to be one of first, last, /],
  [{ class_token_pooling: 'last' }, /"class_token_pooling" .* has to be one of first, average/],
  [
    { scorer_type: 'cross-attn', pooling_strategy: 'pass', scorer_num_heads: 3 },
    /a divisor of the encoder's "hidden_size" \(16\)/,
  ],
  [{ encoder_layer_id: 7 }, /"encoder_layer_id" .* one of the encoder's 2 layers/],
  [{ encoder_layer_id: 0 }, /"encoder_layer_id"/],
  [{ encoder_config: [] }, /"encoder_config" .* has to be an object/],
  [{ encoder_config: { model_type: 'modernbert' } }, /describes a "modernbert", not a DeBERTa/],
  [
    { use_lstm: true, encoder_config: { hidden_size: 15, num_attention_heads: 3 } },
    /"hidden_size" .* has to be an even number, for an LSTM/,
  ],
  [{ hidden_size: 1e9 }, /"hidden_size" .* whole number from 1 to 1000000/],
];

for (const [change, reason] of refusals) {
  test(`${JSON.stringify(change)} is refused by name`, () => {
    assert.throws(
      () => parse(change),
      (error) => error instanceof CheckpointError && reason.test(error.message),
    );
  });
}
