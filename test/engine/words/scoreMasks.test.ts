import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../../../src/engine/loadedModel';
import type { GraphVariant } from '../../../src/engine/model/modelGraph';
import { floats } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/batch/inputTensors';
import { scoreMasks } from '../../../src/engine/words/scoreMasks';
import type { ScoreMasksRequest } from '../../../src/protocol/engineApi';
import { RequestError } from '../../../src/protocol/errors';
import { reference } from '../checkpoint/fixtures';
import { bundledModel, testEngine } from '../testEngine';

const model = bundledModel;
const { engine, cacheDirectory } = testEngine();
const sentences = ['They have been working on it for a long time.', 'Two ways.'];

test('masks of a padded batch are scored as each text alone is by fill-mask', async () => {
  const ids = await engine.tokenIds({ model, texts: sentences });
  assert.deepEqual(ids, await Promise.all(sentences.map(async (text) => (await engine.tokenize({ model, text })).ids)));
  const rows = [
    { ids: ids[0]!, masks: [{ position: 9, targetIds: [ids[0]![9]!, ids[0]![2]!] }] },
    { ids: ids[1]!, masks: [{ position: 2, targetIds: [ids[1]![2]!] }] },
  ];
  const scores = await engine.scoreMasks({ model, rows, topK: 5 });
  const words = [
    { start: 35, end: 39 },
    { start: 4, end: 8 },
  ];
  for (const [row, text] of sentences.entries()) {
    const request = { model, text, masks: [words[row]!] };
    const [filled] = await engine.fillMask({ ...request, topK: 5 });
    assert.deepEqual(
      scores[row]![0]!.best,
      filled!.candidates.map(({ id }) => id),
    );
    for (const [i, id] of rows[row]!.masks[0]!.targetIds.entries()) {
      const [target] = await engine.fillMask({ ...request, topK: 1, targetIds: [id] });
      const difference = scores[row]![0]!.targets[i]! - target!.candidates[0]!.logProbability;
      assert.ok(Math.abs(difference) < 1e-4, `${difference}`);
    }
  }
});

const row = { ids: [1, 5, 6, 2], masks: [{ position: 1, targetIds: [5] }] };
const badRequests: readonly { name: string; request: Partial<ScoreMasksRequest>; message: RegExp }[] = [
  {
    name: 'a position behind the row',
    request: { rows: [{ ...row, masks: [{ position: 4, targetIds: [] }] }] },
    message: /position 4/,
  },
  { name: 'an id beyond the vocabulary', request: { rows: [{ ...row, ids: [1, 99_999, 2] }] }, message: /99999/ },
  { name: 'half an id', request: { rows: [{ ...row, ids: [1, 5.5, 2] }] }, message: /5\.5/ },
  { name: 'an empty row', request: { rows: [{ ids: [], masks: [] }] }, message: /0 tokens/ },
  {
    name: 'a row that is too long',
    request: { rows: [{ ids: Array<number>(2000).fill(5), masks: [] }] },
    message: /2000 tokens/,
  },
  { name: 'too many candidates', request: { topK: 1001 }, message: /1001/ },
];

for (const { name, request, message } of badRequests) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(engine.scoreMasks({ model, rows: [row], topK: 1, ...request }), (error) => {
      assert.ok(error instanceof RequestError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('a part that the model does not have cannot be left out', async (t) => {
  const [plain, bundled] = [await open(reference('v1-c2p-only-types/mlm')), await open(bundledModel)];
  t.after(() => Promise.all([plain.close(), bundled.close()]));
  const runner = { ...(await bundled.runner({})), ...plain.graphs({}) };
  for (const part of ['emd', 'p2c'] as const) {
    const request = { model: '', rows: [], topK: 0, without: [part] };
    await assert.rejects(scoreMasks(runner, request), new RegExp(`no ${part} to leave out`));
  }
  assert.deepEqual(await scoreMasks(runner, { model: '', rows: [], topK: 0, without: ['c2p'] }), []);
});

/**
 * What is left after a part is switched off, by a checkpoint that never had it: the same weights under the names of
 * Hugging Face's head, which has no mask decoder; or with the position projections of one term zero.
 */
const ablations: readonly {
  family: string;
  part: 'emd' | 'c2p' | 'p2c';
  rename: (name: string) => string;
  zero?: RegExp;
}[] = [
  {
    family: 'v3-small-like',
    part: 'emd',
    rename: (name) =>
      name
        .replace(/^lm_predictions\.lm_head\.(dense|LayerNorm)/, 'cls.predictions.transform.$1')
        .replace(/^lm_predictions\.lm_head\.bias/, 'cls.predictions.bias'),
  },
  { family: 'v3-unshared-projected', part: 'c2p', rename: (name) => name, zero: /pos_key_proj/ },
  { family: 'v3-unshared-projected', part: 'p2c', rename: (name) => name, zero: /pos_query_proj/ },
];

for (const { family, part, rename, zero } of ablations) {
  test(`${family} without ${part} is the model that never had it`, async (t) => {
    const whole = await open(reference(`${family}/mlm`));
    const without = await open(await copyOf(family, part, rename, zero));
    t.after(() => Promise.all([whole.close(), without.close()]));
    const head = { kind: 'mlm', padded: false } as const;
    const ablated = await logits(whole, { ...head, without: [part] });
    const [full, expected] = [await logits(whole, head), await logits(without, head)];
    const distance = (other: Float32Array) => Math.max(...ablated.map((value, i) => Math.abs(value - other[i]!)));
    assert.ok(distance(expected) < 1e-5, `${distance(expected)} from the model without it`);
    assert.ok(distance(full) > 1e-3, `only ${distance(full)} from the whole model`);
  });
}

const open = (folder: string) => LoadedModel.open(folder, { cacheDirectory, provider: 'cpu', threads: 1 });

async function logits(loaded: LoadedModel, variant: GraphVariant): Promise<Float32Array> {
  const outputs = await loaded.graphs({}).run(variant, {
    input_ids: int64([1, 17, 23, 42, 8, 2], [1, 6]),
    masked_positions: int64([0, 2, 0, 4], [2, 2]),
  });
  return floats(outputs, 'logits').data;
}

/** A copy of a reference checkpoint with other names, or with some tensors zero. */
async function copyOf(family: string, name: string, rename: (name: string) => string, zero?: RegExp): Promise<string> {
  const source = await openCheckpoint(reference(`${family}/mlm`));
  const folder = path.join(cacheDirectory, `${family}-${name}`);
  mkdirSync(folder);
  const tensors = new Map<string, TensorData>();
  for (const tensor of source.weights.names) {
    const data = await source.weights.readFloat32(tensor);
    if (zero?.test(tensor) === true) data.fill(0);
    tensors.set(rename(tensor), { dtype: 'F32', shape: source.weights.info(tensor).shape, data });
  }
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  copyFileSync(path.join(reference(`${family}/mlm`), 'config.json'), path.join(folder, 'config.json'));
  await source.close();
  return folder;
}
