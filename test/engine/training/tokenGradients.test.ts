import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openCheckpoint } from '../../../src/engine/checkpoint/checkpoint';
import { SafetensorsFile } from '../../../src/engine/checkpoint/safetensors';
import { floats, type FloatTensor, type Tensors } from '../../../src/engine/runtime/session';
import {
  inferenceGraph,
  plainStep,
  siftAscent,
  siftForward,
  siftStep,
} from '../../../src/engine/training/graphs/classifierGraphs';
import { ParameterSet } from '../../../src/engine/training/graphs/parameterSet';
import { gradientName, inputWeights } from '../../../src/engine/training/graphs/trainingGraph';
import { batchInputs } from '../../../src/engine/training/steps/encodedExamples';
import type { EncodedWords } from '../../../src/engine/training/steps/encodedWords';
import { rowTensor, tokenRows } from '../../../src/engine/training/steps/lossRows';
import { PlainStepper } from '../../../src/engine/training/steps/plainStepper';
import { ascend } from '../../../src/engine/training/steps/siftStepper';
import { checkGradients } from '../autodiff/finiteDifferences';
import { compareNumbers, only, run } from './referenceCase';

const tagCount = 5;

/** What Transformers and PyTorch compute with a tiny token classifier; test/fixtures/tokenTraining/make.py. */
async function openCase(family: string) {
  const folder = path.join(__dirname, '../../fixtures/tokenTraining', family);
  const checkpoint = await openCheckpoint(folder);
  const expected = await SafetensorsFile.open(path.join(folder, 'expected.safetensors'));
  after(() => Promise.all([checkpoint.close(), expected.close()]));
  assert.deepEqual(checkpoint.heads, ['tokens']);
  const classifier = {
    config: checkpoint.config,
    parameters: checkpoint.weights,
    head: 'tokens',
    problemType: 'single_label_classification',
    dropout: false,
  } as const;
  const shapes = inputWeights(inferenceGraph(classifier).graph);
  const trained = [...shapes.keys()];
  const parameters = await ParameterSet.read(checkpoint, shapes, trained, 1);
  const examples = await examplesOf(expected);
  const compare = async (actual: Float32Array, name: string) =>
    compareNumbers(actual, await expected.readFloat32(name), name);
  const compareGradients = async (gradientOf: (tensor: string) => Float32Array, prefix: string) => {
    const names = expected.names.filter((name) => name.startsWith(prefix));
    assert.deepEqual(names.map((name) => name.slice(prefix.length)).sort(), [...trained].sort());
    for (const name of names) await compare(gradientOf(name.slice(prefix.length)), name);
  };
  const rows = tokenRows(tagCount)(examples, examples);
  return { classifier, expected, examples, parameters, trained, rows, compare, compareGradients };
}

async function examplesOf(expected: SafetensorsFile): Promise<EncodedWords[]> {
  const [batch, tokens] = expected.info('input_ids').shape as [number, number];
  const [ids, mask, labels] = await Promise.all(
    ['input_ids', 'attention_mask', 'labels'].map(async (name) => [...(await expected.readInt64(name))].map(Number)),
  );
  return Array.from({ length: batch }, (_, text) => {
    const length = mask!.slice(text * tokens, (text + 1) * tokens).filter((one) => one === 1).length;
    const part = (values: readonly number[]) => values.slice(text * tokens, text * tokens + length);
    const tags = part(labels!).map((label) => Math.max(-1, label));
    return { text, ids: part(ids!), types: tags.map(() => 0), words: tags.map((_tag, token) => token), tags };
  });
}

for (const family of ['v1', 'v2']) {
  describe(`token classification, ${family}`, () => {
    test('loss and every gradient, without the tokens that are ignored, whole and in parts', async () => {
      const { classifier, examples, parameters, compare, compareGradients } = await openCase(family);
      const stepper = await PlainStepper.open(classifier, tokenRows(tagCount), parameters, 0, 1);
      const { task } = await stepper.run(examples, examples, 1);
      await compare(Float32Array.of(task), 'loss');
      const gradient = (name: string) => parameters.trained.find((one) => one.name === name)!.gradient;
      await compareGradients(gradient, 'grad.');
      const sum = new Map<string, Float32Array>();
      for (const one of examples) {
        await stepper.run([one], examples, 1);
        for (const { name, gradient: part } of parameters.trained)
          sum.set(
            name,
            part.map((value, i) => value + (sum.get(name)?.[i] ?? 0)),
          );
      }
      await compareGradients((name) => sum.get(name)!, 'grad.');
      await stepper.release();
    });

    test('a whole step of SiFT over tokens: perturbation, losses, every gradient', async () => {
      const { classifier, expected, examples, parameters, trained, rows, compare, compareGradients } =
        await openCase(family);
      const { hiddenSize } = classifier.config;
      const feeds = { ...parameters.tensors, ...batchInputs(examples, classifier.config) };
      const clean = floats(await run(siftForward(classifier).graph, feeds), 'logits');
      const count = rows.weights.length;
      const isReal = (token: number) => rows.divergenceWeights[token]! > 0;
      compareNumbers(
        clean.data.filter((_, i) => isReal(Math.floor(i / tagCount))),
        (await expected.readFloat32('sift.logits')).filter((_, i) => isReal(Math.floor(i / tagCount))),
        'logits',
      );
      const delta: FloatTensor = {
        type: 'float32',
        shape: [count, hiddenSize],
        data: await expected.readFloat32('sift.delta_init'),
      };
      const counted = rowTensor(rows.divergenceWeights.map((weight) => Math.sign(weight)));
      const ascent = { delta, clean_logits: { ...clean, shape: [count, tagCount] }, diverging_rows: counted };
      const result = await run(siftAscent(classifier).graph, { ...feeds, ...ascent });
      const gradient = floats(result, gradientName('delta')).data;
      assert.ok(ascend(delta.data, gradient, hiddenSize, 1e-4, isReal));
      await compare(delta.data, 'sift.delta_updated');

      const { graph } = siftStep(classifier, trained);
      const step = await run(graph, { ...feeds, ...siftFeeds(classifier.config, examples, rows, delta) });
      await compare(floats(step, 'task_loss').data, 'sift.task_loss');
      await compare(floats(step, 'adversarial_loss').data, 'sift.adv_loss');
      await compareGradients((name) => floats(step, gradientName(name)).data, 'sift.grad.');
    });

    test('gradients of all tensors against finite differences', async () => {
      const { classifier, examples, parameters, trained, rows } = await openCase(family);
      const { graph } = plainStep(classifier, []);
      const feeds = {
        ...parameters.tensors,
        ...batchInputs(examples, classifier.config),
        targets: rows.targets,
        row_weights: rowTensor(rows.weights),
      };
      await checkGradients(graph, 'loss', only(graph, feeds), trained, { step: 2e-2, bound: 4e-3, largest: 0 });
    });
  });
}

function siftFeeds(
  config: Parameters<typeof batchInputs>[1],
  examples: readonly EncodedWords[],
  rows: ReturnType<ReturnType<typeof tokenRows>>,
  { data, shape }: FloatTensor,
): Tensors {
  const [count = 0, hidden = 0] = shape;
  const perturbed = new Float32Array(2 * data.length);
  perturbed.set(data, data.length);
  const isClean = Float32Array.from({ length: 2 * count }, (_, row) => (row < count ? 1 : 0));
  return {
    ...batchInputs(examples, config, 2),
    targets: rows.targets,
    row_weights: rowTensor(rows.weights),
    adversarial_weights: rowTensor(rows.divergenceWeights),
    delta: { type: 'float32', shape: [2 * count, hidden], data: perturbed },
    clean_rows: { type: 'float32', shape: [2 * count, 1], data: isClean },
  };
}
