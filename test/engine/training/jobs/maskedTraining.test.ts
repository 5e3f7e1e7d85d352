import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { TrainingProcess } from '../../../../src/client/trainingProcess';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { SafetensorsFile } from '../../../../src/engine/checkpoint/safetensors';
import { floats, type Tensor } from '../../../../src/engine/runtime/session';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { maskedLoss } from '../../../../src/engine/training/graphs/maskedGraphs';
import { inputWeights } from '../../../../src/engine/training/graphs/trainingGraph';
import { encodeProse, maskedBatch } from '../../../../src/engine/training/steps/maskedExamples';
import { RequestError } from '../../../../src/protocol/errors';
import type { AdaptJob } from '../../../../src/protocol/training';
import { checkGradients, open } from '../../autodiff/finiteDifferences';
import { bundledModel, testEngine } from '../../testEngine';

const fixtures = path.join(__dirname, '../../../fixtures/reference');
const serverPath = path.join(__dirname, '../../../../dist/trainingServer.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'adapt-'));
after(() => rmSync(folder, { recursive: true }));

describe('masked language modeling', () => {
  for (const family of ['v1-emd', 'v1-c2p-only-types', 'v2-conv', 'v3-small-like', 'v3-unshared-projected']) {
    test(`${family}: the reference loss, and gradients of all tensors against finite differences`, async () => {
      const directory = path.join(fixtures, family, 'mlm');
      const [checkpoint, expected] = await Promise.all([
        openCheckpoint(directory),
        SafetensorsFile.open(path.join(directory, 'expected.safetensors')),
      ]);
      const { config, weights } = checkpoint;
      const { graph } = maskedLoss({ config, parameters: weights, dropout: false });
      const feeds: Record<string, Tensor> = {};
      const { shape: rows } = expected.info('attention_mask');
      feeds.attention_mask = { type: 'int64', shape: rows, data: await expected.readInt64('attention_mask') };
      // The masked run has one type of token alone.
      if (config.typeVocabSize > 0) {
        feeds.token_type_ids = {
          type: 'int64',
          shape: rows,
          data: new BigInt64Array(feeds.attention_mask.data.length),
        };
      }
      feeds.input_ids = { type: 'int64', shape: rows, data: await expected.readInt64('masked_input_ids') };
      const trained = [...inputWeights(graph).keys()];
      for (const name of trained) {
        const { shape } = weights.info(name);
        feeds[name] = { type: 'float32', shape, data: await weights.readFloat32(name) };
      }
      const labels = [...(await expected.readInt64('masked_labels'))].map(Number);
      const tokens = expected.info('masked_labels').shape[1]!;
      const masked = labels.flatMap((label, index) => (label <= 0 ? [] : [{ label, at: index }]));
      assert.equal(masked.length, expected.info('mlm.loss').shape[0]);
      feeds.masked_positions = integers(
        masked.flatMap(({ at: position }) => [Math.floor(position / tokens), position % tokens]),
        [masked.length, 2],
      );
      feeds.targets = integers(
        masked.map(({ label }) => label),
        [masked.length, 1],
      );
      const share = new Float32Array(masked.length).fill(1 / masked.length);
      feeds.mask_weights = { type: 'float32', shape: [masked.length], data: share };
      const session = await open(graph);
      const { data } = floats(await session.run(feeds), 'loss');
      await session.release();
      const losses = await expected.readFloat32('mlm.loss');
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      assert.ok(Math.abs(data[0]! - mean) < 2e-5 * Math.max(1, mean), `${data[0]}, expected ${mean}`);
      await checkGradients(graph, 'loss', feeds, trained, { step: 1e-2, bound: 4e-3, largest: 0 });
      await Promise.all([checkpoint.close(), expected.close()]);
    });
  }

  test('masks a share of every text, never its ends, and asks for what stood there', async () => {
    const tokenizer = await loadTokenizer(bundledModel);
    const { config } = await openCheckpoint(bundledModel);
    const examples = encodeProse(tokenizer, ['The boat sank in the river last night.', 'It rained.', ''], 32);
    assert.equal(examples.length, 2);
    const { inputs, masks } = maskedBatch(examples, tokenizer, config, { share: 0.15, mixed: false }, 3);
    const numbers = (name: string) => [...inputs[name]!.data].map(Number);
    const tokens = inputs.input_ids!.shape[1]!;
    const [positions, targets, shown] = [numbers('masked_positions'), numbers('targets'), numbers('input_ids')];
    assert.ok(masks >= 2);
    for (let i = 0; i < masks; i++) {
      const [row, column] = [positions[2 * i]!, positions[2 * i + 1]!];
      assert.ok(column > 0 && column < examples[row]!.ids.length - 1);
      assert.equal(targets[i], examples[row]!.ids[column]);
      assert.equal(shown[row * tokens + column], tokenizer.special.mask);
    }
    assert.deepEqual(maskedBatch(examples, tokenizer, config, { share: 0.15, mixed: false }, 3).inputs, inputs);
  });
});

const sentences = ['stone', 'river', 'garden', 'window', 'letter', 'engine'].flatMap((noun) =>
  ['old', 'green', 'quiet', 'broken'].map(
    (word) => `Verily the ${word} ${noun} was seen by the warden of the ${noun}.`,
  ),
);
const job: AdaptJob = {
  kind: 'adapt',
  model: bundledModel,
  out: path.join(folder, 'adapted'),
  train: sentences.filter((_, i) => i % 4 !== 0),
  heldOut: sentences.filter((_, i) => i % 4 === 0),
  options: {
    epochs: 4,
    batchSize: 6,
    accumulation: 1,
    learningRate: 5e-4,
    warmUp: 0.1,
    weightDecay: 0.01,
    clipNorm: 1,
    dropout: 0,
    maxTokens: 64,
    seed: 1,
  },
  saveSeconds: 30,
  threads: 1,
};
const start = (given: AdaptJob) =>
  new TrainingProcess(given, { serverPath, onProgress: () => undefined, onStderr: () => undefined });

describe('adapting to a style', () => {
  test('held-out prose of the same style becomes likelier, and the model fills masks with it', async () => {
    const report = await start(job).result;
    assert.ok(report.after < report.before - 0.5, `${report.before} → ${report.after}`);
    assert.deepEqual(JSON.parse(readFileSync(path.join(job.out, 'training-report.json'), 'utf8')), report);
    const { engine } = testEngine();
    const text = 'It was seen by the  of the river.';
    const masks = [{ start: 19, end: 19 }];
    const [before, adapted] = [
      await engine.fillMask({ model: bundledModel, text, masks, topK: 20 }),
      await engine.fillMask({ model: job.out, text, masks, topK: 20 }),
    ].map(([mask]) => mask!.candidates[0]!.logProbability);
    assert.ok(adapted !== undefined && before !== undefined && adapted !== before);
    const { heads } = await engine.describe({ model: job.out });
    assert.deepEqual(heads, (await engine.describe({ model: bundledModel })).heads);
  });

  test('a model that becomes no better is not written', async () => {
    const out = path.join(folder, 'worse');
    const options = { ...job.options, epochs: 1, learningRate: 0.5, warmUp: 0 };
    const report = await start({ ...job, out, options }).result;
    assert.equal(report.isBetter, false);
    assert.ok(!existsSync(path.join(out, 'model.safetensors')));
  });

  test('a model without a masked-LM head is refused', async () => {
    const model = path.join(fixtures, 'v3-small-like', 'rtd');
    await assert.rejects(start({ ...job, model, out: path.join(folder, 'none') }).result, RequestError);
  });
});

function integers(values: readonly number[], shape: readonly number[]): Tensor {
  return { type: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}
