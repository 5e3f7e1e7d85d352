import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { modelGraph } from '../../../src/engine/model/modelGraph';
import { floats, type FloatTensor, type Tensor, type Tensors } from '../../../src/engine/runtime/session';
import { plainStep, siftAscent, siftForward, siftStep } from '../../../src/engine/training/graphs/classifierGraphs';
import { ascend } from '../../../src/engine/training/steps/siftStepper';
import { gradientName, weightsOf } from '../../../src/engine/training/graphs/trainingGraph';
import { checkGradients } from '../autodiff/finiteDifferences';
import { compareNumbers, families, only, referenceCase, run, type ReferenceCase } from './referenceCase';

for (const family of families) {
  describe(family, () => {
    test('loss and every gradient of plain fine-tuning', async () => {
      const reference = await referenceCase(family);
      const { graph } = plainStep(classifier(reference), trainedTensors(reference));
      const result = await run(graph, { ...reference.feeds, ...reference.labels });
      await compare(reference, floats(result, 'logits').data, 'logits');
      await compare(reference, floats(result, 'loss').data, 'loss');
      await compareGradients(reference, result, 'grad.');
    });

    test('a whole step of SiFT as released: perturbation, losses, every gradient', async () => {
      const reference = await referenceCase(family);
      const { feeds, expected } = reference;
      const { hiddenSize } = reference.checkpoint.config;
      const clean = floats(await run(siftForward(classifier(reference)).graph, feeds), 'logits');
      await compare(reference, clean.data, 'sift.logits');

      const shape = [clean.shape[0]! * expected.info('input_ids').shape[1]!, hiddenSize];
      const delta: FloatTensor = { type: 'float32', shape, data: await expected.readFloat32('sift.delta_init') };
      const ascent = siftAscent(classifier(reference)).graph;
      const gradient = floats(await run(ascent, { ...feeds, delta, clean_logits: clean }), gradientName('delta'));
      const [stepSize] = await expected.readFloat32('sift.learning_rate');
      assert.ok(ascend(delta.data, gradient.data, hiddenSize, stepSize!));
      await compare(reference, delta.data, 'sift.delta_updated');

      const { graph } = siftStep(classifier(reference), trainedTensors(reference));
      const step = await run(graph, siftFeeds(reference, delta));
      await compare(reference, floats(step, 'logits').data.subarray(0, clean.data.length), 'sift.logits');
      await compare(reference, floats(step, 'task_loss').data, 'sift.task_loss');
      await compare(reference, floats(step, 'adversarial_loss').data, 'sift.adv_loss');
      const loss = (await expected.readFloat32('sift.adv_loss'))[0]!;
      const [divergence] = floats(step, 'divergence').data;
      assert.ok(
        Math.abs(divergence! - (loss - entropyFloor(floats(step, 'logits')))) < 1e-5,
        'divergence is loss minus floor',
      );
      await compareGradients(reference, step, 'sift.grad.');
    });

    test('gradients of all tensors against finite differences', async () => {
      const reference = await referenceCase(family);
      const { graph } = plainStep(classifier(reference), []);
      const trained = trainedTensors(reference);
      await checkGradients(graph, 'loss', only(graph, { ...reference.feeds, ...reference.labels }), trained, {
        step: 2e-2,
        bound: 4e-3,
        largest: 0,
      });
    });
  });
}

/** What the symmetric cross-entropy would be if both passes agreed: the mean over rows of the entropies of both. */
function entropyFloor({ data, shape }: FloatTensor): number {
  const [rows = 0, labels = 0] = shape;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const logits = [...data.subarray(row * labels, (row + 1) * labels)];
    const total = logits.reduce((all, z) => all + Math.exp(z), 0);
    for (const z of logits) sum -= (Math.exp(z) / total) * (z - Math.log(total));
  }
  return sum / (rows / 2);
}

/** Both passes as one batch: every input of the model twice, δ for the second half. */
function siftFeeds({ feeds, labels, expected }: ReferenceCase, delta: FloatTensor): Tensors {
  const twice: Record<string, Tensor> = { ...feeds };
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids']) {
    const tensor = feeds[name];
    if (tensor?.type !== 'int64') continue;
    const [batch, tokens] = tensor.shape as [number, number];
    const data = BigInt64Array.from([...tensor.data, ...tensor.data]);
    twice[name] = { type: 'int64', shape: [2 * batch, tokens], data };
  }
  const [rows, hidden] = delta.shape as [number, number];
  const perturbed = new Float32Array(2 * delta.data.length);
  perturbed.set(delta.data, delta.data.length);
  const isClean = Float32Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 1 : 0));
  assert.equal(expected.info('sift.delta_init').shape[2], hidden);
  return {
    ...twice,
    ...labels,
    adversarial_weights: labels.row_weights,
    delta: { type: 'float32', shape: [2 * rows, hidden], data: perturbed },
    clean_rows: { type: 'float32', shape: [2 * rows, 1], data: isClean },
  };
}

function classifier({ checkpoint: { config, weights } }: ReferenceCase) {
  return {
    config,
    parameters: weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: false,
  } as const;
}

function trainedTensors({ checkpoint: { config, weights } }: ReferenceCase): string[] {
  return [...weightsOf(modelGraph(config, weights, { kind: 'classify', padded: true })).keys()];
}

async function compare({ expected }: ReferenceCase, actual: Float32Array, name: string): Promise<void> {
  compareNumbers(actual, await expected.readFloat32(name), name);
}

/** Every gradient of the file but those of biases that the checkpoint's family does not have. */
async function compareGradients(reference: ReferenceCase, result: Tensors, prefix: string): Promise<void> {
  const { expected, checkpoint } = reference;
  const names = expected.names.filter((name) => name.startsWith(prefix));
  assert.ok(names.length > 40);
  for (const name of names) {
    const tensor = name.slice(prefix.length);
    const gradient = gradientOf(checkpoint.config, result, tensor);
    if (gradient === undefined) assert.match(tensor, /\.(pos_)?key_proj\.bias$/, `${tensor} has no gradient`);
    else await compare(reference, gradient, name);
  }
}

/** The gradient of a tensor under its unfused name; undefined for one that v1 does not have. */
function gradientOf(config: DebertaConfig, result: Tensors, tensor: string): Float32Array | undefined {
  const direct = result[gradientName(tensor)];
  if (direct !== undefined) return floats(result, gradientName(tensor)).data;
  const self = tensor.slice(0, tensor.indexOf('.self.') + '.self'.length);
  const part = tensor.slice(self.length + 1);
  const renamed: Readonly<Record<string, string>> = {
    'query_proj.bias': 'q_bias',
    'value_proj.bias': 'v_bias',
    'pos_key_proj.weight': 'pos_proj.weight',
    'pos_query_proj.weight': 'pos_q_proj.weight',
    'pos_query_proj.bias': 'pos_q_proj.bias',
  };
  if (part in renamed) return floats(result, gradientName(`${self}.${renamed[part]}`)).data;
  const index = ['query_proj.weight', 'key_proj.weight', 'value_proj.weight'].indexOf(part);
  if (index < 0) return undefined;
  const fused = floats(result, gradientName(`${self}.in_proj.weight`)).data;
  const block = config.attentionHeadSize * config.hiddenSize;
  const unfused = new Float32Array(config.hiddenSize * config.hiddenSize);
  for (let head = 0; head < config.numAttentionHeads; head++) {
    const from = (3 * head + index) * block;
    unfused.set(fused.subarray(from, from + block), head * block);
  }
  return unfused;
}
