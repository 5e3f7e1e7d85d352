import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { encoderConfig, parseGlinerConfig } from '../../../src/engine/checkpoint/glinerConfig';
import { parseModelConfig } from '../../../src/engine/checkpoint/modelConfig';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { modelGraph } from '../../../src/engine/model/modelGraph';
import { CheckpointError } from '../../../src/protocol/errors';
import { fixture, golden } from '../glinerFiles';

const file = 'the/gliner_config.json';
const temporary = mkdtempSync(path.join(os.tmpdir(), 'gliner-config-'));
after(() => rmSync(temporary, { recursive: true }));

const isNamed = (message: RegExp) => (error: unknown) =>
  error instanceof CheckpointError && message.test(error.message) && error.message.includes('the/gliner_config');

test('defaults are those of the package', () => {
  assert.deepEqual(parseGlinerConfig({}, file), {
    spanMode: 'markerV0',
    hiddenSize: 512,
    maxWidth: 12,
    maxWords: 384,
    rnnLayers: undefined,
    subtokenPooling: 'first',
    embedsMarker: true,
    entToken: '<<ENT>>',
    sepToken: '<<SEP>>',
    classTokenIndex: -1,
  });
});

test('what other GLiNERs have is refused by name', () => {
  const others: readonly (readonly [changes: Readonly<Record<string, unknown>>, message: RegExp])[] = [
    [{ labels_encoder: 'BAAI/bge-small-en-v1.5' }, /bi-encoder.*"labels_encoder"/],
    [{ labels_encoder_config: {} }, /bi-encoder/],
    [{ labels_decoder: 'gpt2' }, /decoder that writes labels.*"labels_decoder"/],
    [{ relations_layer: 'biaffine' }, /relation extraction.*"relations_layer"/],
    [{ post_fusion_schema: 'l2l-l2t' }, /poly-encoder.*"post_fusion_schema"/],
    [{ fuse_layers: true }, /"fuse_layers"/],
    [{ represent_spans: true, span_mode: 'token_level' }, /"represent_spans"/],
    [{ span_encoder_config: { model_type: 'rnn' } }, /"span_encoder_config"/],
    [{ precomputed_prompts_mode: true }, /"precomputed_prompts_mode"/],
    [{ span_mode: 'conv_conv' }, /"span_mode" "conv_conv"/],
    [{ span_mode: 'marker' }, /"span_mode" "marker"/],
    [{ span_mode: 'token-level' }, /"span_mode"/],
    [{ subtoken_pooling: 'mean' }, /"subtoken_pooling" "mean"/],
    [{ words_splitter_type: 'spacy' }, /"words_splitter_type" "spacy"/],
    [{ model_type: 'gliner_streaming_span' }, /"gliner_streaming_span"/],
    [{ model_type: 'gliner_bi_encoder_span' }, /"gliner_bi_encoder_span"/],
  ];
  for (const [changes, message] of others) assert.throws(() => parseGlinerConfig(changes, file), isNamed(message));
  // What is switched off asks for nothing.
  const off = { labels_encoder: null, labels_decoder: null, post_fusion_schema: '', fuse_layers: false };
  assert.equal(parseGlinerConfig({ ...off, model_type: 'gliner' }, file).maxWidth, 12);
});

test('wrong types and absurd sizes are named', () => {
  const wrong: readonly Readonly<Record<string, unknown>>[] = [
    ...[0, -1, 1e9, 1.5, '12', [12], {}, true, Infinity].flatMap((value) =>
      ['max_width', 'hidden_size', 'max_len'].map((key) => ({ [key]: value })),
    ),
    { max_width: 101 },
    { num_rnn_layers: -1 },
    { num_rnn_layers: 17 },
    { num_rnn_layers: 'two' },
    { class_token_index: -2 },
    { class_token_index: 1e7 },
    { ent_token: '' },
    { sep_token: 7 },
    { embed_ent_token: 'yes' },
    { span_mode: 7 },
    { span_mode: { toString: 'markerV0' } },
  ];
  for (const changes of wrong) {
    const [key = ''] = Object.keys(changes);
    assert.throws(() => parseGlinerConfig(changes, file), isNamed(new RegExp(`"${key}"`)), JSON.stringify(changes));
  }
});

test('the encoder is described by the file, or is one of the published ones', () => {
  const known = encoderConfig({ model_name: 'microsoft/deberta-v3-large' }, file);
  const config = parseModelConfig({ model_name: 'microsoft/deberta-v3-large' }, file);
  assert.equal(known['hidden_size'], 1024);
  assert.deepEqual(
    [
      config.modelType,
      config.numHiddenLayers,
      config.numAttentionHeads,
      config.intermediateSize,
      config.positionBuckets,
    ],
    ['deberta-v2', 24, 16, 4096, 256],
  );
  assert.deepEqual([config.shareAttKey, config.normRelEbd, config.positionBiasedInput], [true, true, false]);
  assert.equal(parseModelConfig({}, file).numHiddenLayers, 6);
  assert.equal(parseModelConfig({ model_name: 'microsoft/deberta-v3-xsmall' }, file).hiddenSize, 384);
  const given = { model_name: 'x', encoder_config: { hidden_size: 24, num_attention_heads: 2 } };
  assert.deepEqual(
    [parseModelConfig(given, file).modelType, parseModelConfig(given, file).hiddenSize],
    ['deberta-v2', 24],
  );
  const others = ['bert-base-cased', 'someone/deberta-v3-base', 'microsoft/mdeberta-v3-small', 'deberta-v3-base'];
  for (const model_name of [...others, 'microsoft/deberta-v3-huge', '__proto__', 'constructor', '']) {
    const message = /no "encoder_config".*not one of Microsoft's published DeBERTa-v3 models/;
    assert.throws(() => encoderConfig({ model_name }, file), isNamed(message));
  }
  assert.throws(() => encoderConfig({ encoder_config: [] }, file), isNamed(/"encoder_config"/));
  assert.throws(() => encoderConfig({ model_name: 3 }, file), isNamed(/"model_name"/));
  assert.throws(
    () => parseModelConfig({ encoder_config: { model_type: 'bert' } }, file),
    isNamed(/"bert", not a DeBERTa/),
  );
});

/** A folder with a model of the fixture, changed. */
async function folderOf(
  name: string,
  changes: Readonly<Record<string, unknown>>,
  change: (tensors: Map<string, TensorData>) => void = () => undefined,
): Promise<string> {
  const folder = mkdtempSync(path.join(temporary, 'model-'));
  const config = { ...golden.models[name]!.config, ...changes };
  writeFileSync(path.join(folder, 'gliner_config.json'), JSON.stringify(config));
  const weights = await SafetensorsFile.open(path.join(fixture, `${name}.safetensors`));
  const tensors = new Map<string, TensorData>();
  for (const tensor of weights.names) {
    const { shape } = weights.info(tensor);
    tensors.set(tensor, { dtype: 'F32', shape, data: await weights.readFloat32(tensor) });
  }
  await weights.close();
  change(tensors);
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}

async function buildGraph(folder: string): Promise<void> {
  const checkpoint = await openCheckpoint(folder);
  try {
    modelGraph(checkpoint.config, checkpoint.weights, { kind: 'gliner', padded: true });
  } finally {
    await checkpoint.close();
  }
}

for (const name of ['span-lstm-2', 'token-lstm-1']) {
  test(`${name}: each tensor is needed, in its shape`, async () => {
    await buildGraph(await folderOf(name, {}));
    const weights = await SafetensorsFile.open(path.join(fixture, `${name}.safetensors`));
    await weights.close();
    for (const tensor of weights.names) {
      const missing = await folderOf(name, { num_rnn_layers: golden.models[name]!.config['num_rnn_layers'] }, (all) =>
        all.delete(tensor),
      );
      await assert.rejects(buildGraph(missing), CheckpointError, tensor);
      const grown = await folderOf(name, {}, (all) => {
        const { shape, data } = all.get(tensor)!;
        if (shape.length === 1)
          all.set(tensor, { dtype: 'F32', shape: [shape[0]! * 2], data: new Float32Array(data.length * 2) });
        else
          all.set(tensor, {
            dtype: 'F32',
            shape: [shape[0]! * 2, shape[1]! * 2],
            data: new Float32Array(data.length * 4),
          });
      });
      await assert.rejects(buildGraph(grown), CheckpointError, tensor);
    }
  });
}

test('sizes that the tensors do not have are refused before anything of that size is made', async () => {
  const started = performance.now();
  for (const changes of [
    { hidden_size: 1_000_000 },
    { hidden_size: 999_999 },
    { max_width: 100, hidden_size: 18 },
    { num_rnn_layers: 16 },
    {
      encoder_config: {
        ...(golden.models['span-lstm-1']!.config['encoder_config'] as object),
        num_hidden_layers: 1_000_000,
      },
    },
    {
      encoder_config: { ...(golden.models['span-lstm-1']!.config['encoder_config'] as object), hidden_size: 1_000_000 },
    },
  ])
    await assert.rejects(buildGraph(await folderOf('span-lstm-1', changes)), CheckpointError);
  assert.ok(performance.now() - started < 10_000);
});

test('only the tensors tell of an LSTM where the file does not', async () => {
  const rnnLayers = async (name: string, changes: Readonly<Record<string, unknown>>) => {
    const checkpoint = await openCheckpoint(await folderOf(name, changes));
    await checkpoint.close();
    assert.deepEqual(checkpoint.heads, ['gliner']);
    return checkpoint.config.gliner?.rnnLayers;
  };
  assert.equal(await rnnLayers('span-lstm-1', { num_rnn_layers: undefined }), 1);
  assert.equal(await rnnLayers('span-1', { num_rnn_layers: undefined }), 0);
  assert.equal(await rnnLayers('span-lstm-1', { num_rnn_layers: 0 }), 0);
});

test('a config.json beside it is not read', async () => {
  const folder = await folderOf('token-1', {});
  copyFileSync(path.join(folder, 'gliner_config.json'), path.join(folder, 'config.json'));
  writeFileSync(path.join(folder, 'config.json'), '{"model_type": "gliner"}');
  const checkpoint = await openCheckpoint(folder);
  await checkpoint.close();
  assert.deepEqual(checkpoint.heads, ['gliner']);
});
