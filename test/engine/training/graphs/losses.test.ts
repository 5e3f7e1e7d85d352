import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differentiate } from '../../../../src/engine/autodiff/differentiate';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { floats, type FloatTensor } from '../../../../src/engine/runtime/session';
import { consistency, rowLosses } from '../../../../src/engine/training/graphs/losses';
import type { ProblemType } from '../../../../src/protocol/predictions';
import { checkGradients, open, tensor } from '../../autodiff/finiteDifferences';

const problemTypes: readonly ProblemType[] = [
  'single_label_classification',
  'multi_label_classification',
  'regression',
];
const [rows, labels] = [3, 4];
const logits = tensor([rows, labels], 1);
const others = tensor([rows, labels], 2);
const zeroOrOne: FloatTensor = { ...logits, data: logits.data.map((_, i) => (i % labels === i % 3 ? 1 : 0)) };

const row = ({ data }: FloatTensor, index: number) => [...data.subarray(index * labels, (index + 1) * labels)];
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const softmax = (z: readonly number[]) => z.map((one) => Math.exp(one) / sum(z.map(Math.exp)));
const entropy = (p: readonly number[]) => -sum(p.map((one) => one * Math.log(one)));

function near(actual: ArrayLike<number>, wanted: readonly number[], what: string): void {
  assert.equal(actual.length, wanted.length, what);
  wanted.forEach((value, i) => assert.ok(Math.abs(actual[i]! - value) < 2e-6, `${what}[${i}]: ${actual[i]}, ${value}`));
}

/** The loss of a row by its definition. */
const definitions: Readonly<Record<ProblemType, (z: readonly number[], t: readonly number[]) => number>> = {
  single_label_classification: (z, t) => -sum(softmax(z).map((p, i) => t[i]! * Math.log(p))),
  multi_label_classification: (z, t) =>
    -sum(z.map((one, i) => t[i]! * Math.log(sigmoid(one)) + (1 - t[i]!) * Math.log(1 - sigmoid(one)))) / labels,
  regression: (z, t) => sum(z.map((one, i) => (one - t[i]!) ** 2)) / labels,
};

describe('losses of rows are those of their definitions, and their gradients those of finite differences', () => {
  for (const problemType of problemTypes) {
    test(problemType, async () => {
      const builder = new GraphBuilder('loss');
      const z = builder.input('z', 'float32', ['batch', 'labels']);
      const targets = builder.input('targets', 'float32', ['batch', 'labels']);
      builder.output('loss', rowLosses(builder, problemType, z, targets), 'float32', ['batch']);
      const graph = builder.build();
      const session = await open(graph);
      const { data } = floats(await session.run({ z: logits, targets: zeroOrOne }), 'loss');
      await session.release();
      const wanted = Array.from({ length: rows }, (_, i) =>
        definitions[problemType](row(logits, i), row(zeroOrOne, i)),
      );
      near(data, wanted, 'loss');
      await checkGradients(graph, 'loss', { z: logits, targets: zeroOrOne }, ['z']);
    });
  }
});

/** Loss, divergence, and the gradients of the loss with respect to both predictions. */
async function consistencyOf(problemType: ProblemType, z: FloatTensor, other: FloatTensor) {
  const builder = new GraphBuilder('consistency');
  for (const name of ['z', 'other']) builder.input(name, 'float32', ['batch', 'labels']);
  const { loss, divergence, stops } = consistency(builder, problemType, 'z', 'other');
  builder.output('loss', loss, 'float32', ['batch']);
  builder.output('divergence', divergence, 'float32', ['batch']);
  const extended = differentiate(builder.build(), 'loss', ['z', 'other'], new Set(stops));
  for (const [name, gradient] of extended.gradients)
    extended.graph.output(`grad.${name}`, gradient, 'float32', ['batch', 'labels']);
  const session = await open(extended.graph.build());
  const results = await session.run({ z, other });
  await session.release();
  const numbers = (name: string) => floats(results, name).data;
  return {
    loss: numbers('loss'),
    divergence: numbers('divergence'),
    gradients: [numbers('grad.z'), numbers('grad.other')] as const,
  };
}

describe('both passes of SiFT', () => {
  /** What is left of the loss where both predictions agree: the entropies of both. */
  const floors: Readonly<Record<ProblemType, (z: readonly number[]) => number>> = {
    single_label_classification: (z) => entropy(softmax(z)),
    multi_label_classification: (z) => sum(z.map((one) => entropy([sigmoid(one), 1 - sigmoid(one)]))) / labels,
    regression: () => 0,
  };
  /** ∂ loss / ∂ a prediction, the other one held: with cross-entropies the difference of probabilities. */
  const pulls: Readonly<Record<ProblemType, (z: readonly number[], to: readonly number[]) => number[]>> = {
    single_label_classification: (z, to) => softmax(z).map((p, i) => p - softmax(to)[i]!),
    multi_label_classification: (z, to) => z.map((one, i) => (sigmoid(one) - sigmoid(to[i]!)) / labels),
    regression: (z, to) => z.map((one, i) => (2 * (one - to[i]!)) / labels),
  };
  for (const problemType of problemTypes) {
    test(`${problemType}: the divergence is the loss minus its floor, and each is drawn to the other`, async () => {
      const { loss, divergence, gradients } = await consistencyOf(problemType, logits, others);
      const floor = floors[problemType];
      const wanted = Array.from(loss, (value, i) => value - floor(row(logits, i)) - floor(row(others, i)));
      near(divergence, wanted, 'divergence');
      assert.ok(divergence.every((value) => value > 0));
      const pull = (z: FloatTensor, to: FloatTensor) =>
        Array.from({ length: rows }, (_, i) => pulls[problemType](row(z, i), row(to, i))).flat();
      near(gradients[0], pull(logits, others), 'gradient of the first');
      near(gradients[1], pull(others, logits), 'gradient of the second');
      near((await consistencyOf(problemType, logits, logits)).divergence, [0, 0, 0], 'divergence of equal ones');
    });
  }

  test('one output alone has no divergence by softmax, which is why numbers have the squared distance', async () => {
    const column = (seed: number) => tensor([rows, 1], seed);
    const released = await consistencyOf('single_label_classification', column(1), column(2));
    near([...released.loss, ...released.gradients[1]], [0, 0, 0, 0, 0, 0], 'as released');
    assert.ok((await consistencyOf('regression', column(1), column(2))).loss.every((value) => value > 0));
  });
});
