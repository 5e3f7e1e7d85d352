import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../../../src/base/random';
import {
  activate,
  adamW,
  decays,
  findActive,
  globalNorm,
  optimizedTensor,
  type OptimizedTensor,
} from '../../../../src/engine/training/optimizer/adamW';
import { epochBatches } from '../../../../src/engine/training/steps/batches';
import { calibrate } from '../../../../src/engine/training/measure/calibrate';
import { DropoutMasks } from '../../../../src/engine/training/graphs/dropoutMasks';
import { trainedTensors } from '../../../../src/engine/training/jobs/trainRun';
import { evaluate } from '../../../../src/engine/training/measure/metrics';
import { ascend } from '../../../../src/engine/training/steps/siftStepper';
import { learningRateFactor } from '../../../../src/engine/training/loop/trainingLoop';
import { VectorHeap } from '../../../../src/engine/training/optimizer/vectors';

test('AdamW takes the steps of its definition, and only matrices decay', () => {
  const tensor = (name: string) => {
    const made = optimizedTensor(name, Float32Array.of(1), new VectorHeap());
    activate(made);
    made.gradient.fill(0.5);
    return made;
  };
  const [weight, bias] = [tensor('a.weight'), tensor('a.bias')];
  let [w, m, v] = [1, 0, 0];
  for (let step = 1; step <= 3; step++) {
    adamW([weight, bias], { learningRate: 0.1, weightDecay: 0.2, step, gradientFactor: 2 });
    m = 0.9 * m + 0.1 * 1;
    v = 0.999 * v + 0.001 * 1;
    w = w - 0.1 * 0.2 * w - (0.1 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
  }
  assert.ok(Math.abs(weight.values[0]! - w) < 1e-5);
  assert.ok(Math.abs(bias.values[0]! - 0.7) < 1e-5, 'a bias does not decay');
  assert.deepEqual(['x.LayerNorm.weight', 'self.q_bias', 'x.dense.weight'].map(decays), [false, false, true]);
  weight.gradient[0] = 3;
  bias.gradient[0] = 4;
  assert.equal(globalNorm([weight, bias]), 5);
});

test('AdamW skips rows that never had a gradient, with the same bits as a result', () => {
  const numbers = (seed: number, count = 2000) => {
    const random = new Random(seed);
    return Float32Array.from({ length: count }, () => random.normal());
  };
  const [sparse, dense] = [1, 1].map((seed) => optimizedTensor('a', numbers(seed), new VectorHeap())) as [
    OptimizedTensor,
    OptimizedTensor,
  ];
  activate(dense);
  for (let step = 1; step <= 4; step++) {
    const gradient = numbers(step).map((value, i) => (Math.floor(i / 300) === step || i === 7 * step ? value : 0));
    activate(sparse, 300 * step, 300 * (step + 1));
    activate(sparse, 7 * step, 7 * step + 1);
    for (const tensor of [sparse, dense]) {
      tensor.gradient.set(gradient);
      adamW([tensor], { learningRate: 0.1, weightDecay: 0.2, step, gradientFactor: 0.5 });
    }
    if (step === 2) findActive(sparse); // as after a cut
  }
  assert.deepEqual([sparse.values, sparse.first, sparse.second], [dense.values, dense.first, dense.second]);
  assert.ok(sparse.active.includes(0) && sparse.active.includes(1));
});

test('the learning rate rises, then falls to nothing', () => {
  const factors = Array.from({ length: 10 }, (_, step) => learningRateFactor(step, 10, 0.2));
  assert.deepEqual(factors.slice(0, 3), [0.5, 1, 1]);
  assert.ok(factors.at(-1)! > 0 && factors.at(-1)! < 0.2);
  assert.equal(learningRateFactor(0, 10, 0), 1);
});

test('every epoch has every example once, in another order, with like lengths together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 3, max: 64 }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 16 }),
      (lengths, size) => {
        const batches = epochBatches(lengths, size, 5, 0);
        assert.deepEqual(
          [...batches.flat()].sort((a, b) => a - b),
          lengths.map((_, i) => i),
        );
        assert.ok(batches.every((batch) => batch.length <= size));
        assert.deepEqual(epochBatches(lengths, size, 5, 0), batches);
      },
    ),
  );
  const random = new Random(3);
  const lengths = Array.from({ length: 512 }, () => 4 + Math.floor(60 * random.uniform()));
  const batches = epochBatches(lengths, 16, 1, 0);
  const padded = batches.reduce((sum, batch) => sum + batch.length * Math.max(...batch.map((i) => lengths[i]!)), 0);
  assert.ok(padded / lengths.reduce((a, b) => a + b) < 1.1, 'little is padded');
  assert.notDeepEqual(epochBatches(lengths, 16, 1, 1), batches);
});

test('dropout draws the same masks alone and in a larger batch, and keeps the mean', () => {
  const inputs = [
    { name: 'dropout.0', shape: ['batch*tokens', 32] },
    { name: 'dropout.1', shape: ['batch', 2, 'tokens', 'tokens'] },
  ];
  const draw = (batch: number, tokens: number, seeds: readonly number[]) =>
    new DropoutMasks(inputs, 0.1).draw({ batch, tokens }, seeds);
  const alone = draw(2, 7, [7]);
  const both = draw(4, 7, [7, 8]);
  for (const name of ['dropout.0', 'dropout.1']) {
    const [one, two] = [alone[name]!.data, both[name]!.data];
    assert.deepEqual(two.subarray(0, one.length), one);
    assert.notDeepEqual(two.subarray(one.length), one);
  }
  const large = draw(16, 128, [1])['dropout.0']!.data;
  const mean = large.reduce((sum, value) => sum + value, 0) / large.length;
  assert.ok(Math.abs(mean - 1) < 0.01, `${mean}`);
  assert.deepEqual([...new Set(large)], [Math.fround(1 / 0.9), 0]);
  // Neighbors are decided on by lanes of one draw or by both halves of it: none tells of another.
  for (let distance = 1; distance <= 16; distance++) {
    let both = 0;
    for (let i = distance; i < large.length; i++) if (large[i] === 0 && large[i - distance] === 0) both++;
    assert.ok(Math.abs(both / large.length - 0.01) < 0.002, `${distance}: ${both / large.length}`);
  }
});

test('layers are frozen from below', () => {
  const names = [
    'deberta.embeddings.word_embeddings.weight',
    'deberta.encoder.rel_embeddings.weight',
    'deberta.encoder.layer.0.a',
    'deberta.encoder.layer.1.a',
    'pooler.dense.weight',
    'classifier.bias',
  ];
  const config = { numHiddenLayers: 2 } as Parameters<typeof trainedTensors>[2];
  assert.deepEqual(trainedTensors(names, 'head', config), ['pooler.dense.weight', 'classifier.bias']);
  assert.deepEqual(trainedTensors(names, 1, config), [
    'deberta.encoder.layer.1.a',
    'pooler.dense.weight',
    'classifier.bias',
  ]);
  assert.deepEqual(trainedTensors(names, 'all', config), names);
});

test('the perturbation leaves padding alone, and a gradient that is not finite changes nothing', () => {
  const delta = new Float32Array(4);
  assert.equal(ascend(delta, Float32Array.of(1, NaN, 0, 0), 2, 0.5), false);
  assert.deepEqual([...delta], [0, 0, 0, 0]);
  assert.equal(
    ascend(delta, Float32Array.of(2, -4, 5, 5), 2, 0.5, (token) => token === 0),
    true,
  );
  assert.deepEqual(
    [...delta].map((value) => Number(value.toFixed(4))),
    [0.25, -0.5, 0, 0],
  );
});

test('accuracy, F1, confusion and the loss are those of the definition', () => {
  const logits = [
    [2, 0],
    [0, 1],
    [3, 0],
    [0, 2],
  ];
  const targets = [
    [1, 0],
    [0, 1],
    [0, 1],
    [0, 1],
  ];
  const { accuracy, macroF1, confusion, loss, interval } = evaluate('single_label_classification', { logits, targets });
  assert.equal(accuracy, 0.75);
  assert.deepEqual(confusion, [
    [1, 0],
    [1, 2],
  ]);
  assert.ok(Math.abs(macroF1 - (2 / 3 + 4 / 5) / 2) < 1e-12);
  const expected = [
    Math.log1p(Math.exp(-2)),
    Math.log1p(Math.exp(-1)),
    3 + Math.log1p(Math.exp(-3)),
    Math.log1p(Math.exp(-2)),
  ];
  assert.ok(Math.abs(loss - expected.reduce((a, b) => a + b) / 4) < 1e-9);
  assert.ok(interval[0] <= macroF1 && interval[1] >= macroF1);
  const unseen = evaluate('single_label_classification', {
    logits: logits.map((row, i) => [...row, i === 0 ? 9 : -9]),
    targets: targets.map((row) => [...row, 0]),
  });
  assert.deepEqual(unseen.f1, [0, 4 / 5, null], 'no held-out text has the third label');
  assert.ok(Math.abs(unseen.macroF1 - 2 / 5) < 1e-12 && unseen.interval[1] <= 1);
  const several = evaluate('multi_label_classification', {
    logits: [
      [1, 1],
      [-1, 1],
    ],
    targets: [
      [1, 1],
      [0, 0],
    ],
  });
  assert.equal(several.accuracy, 0.5);
  const numbers = evaluate('regression', { logits: [[1], [2], [3]], targets: [[2], [4], [6]] });
  assert.ok(Math.abs(numbers.macroF1 - 1) < 1e-9, 'correlation');
});

test('a model that is too sure is cooled down to what it gets right', () => {
  // Right in exactly seven of ten, in either half of the rows, as the true logit says, but claimed with three times it.
  const trueLogit = Math.log(0.7 / 0.3);
  const targets = Array.from({ length: 4000 }, (_, row) => (Math.floor(row / 2) % 10 < 7 ? [1, 0] : [0, 1]));
  const logits = targets.map(() => [3 * trueLogit, 0]);
  const { temperature, errorBefore, errorAfter } = calibrate({ logits, targets });
  assert.ok(Math.abs(temperature - 3) < 0.01, `${temperature}`);
  assert.ok(errorBefore > 0.2 && errorAfter < 0.001, `${errorBefore} ${errorAfter}`);
});

test('a handful of examples does not draw the temperature to a bound', () => {
  const two = (right: readonly boolean[], logit: number) => ({
    logits: right.map(() => [logit, 0]),
    targets: right.map((isRight) => (isRight ? [1, 0] : [0, 1])),
  });
  const right = calibrate(two([true, true, true, true], 0.5));
  assert.ok(right.temperature > 0.2 && right.temperature < 1, `${right.temperature}`);
  const mixed = calibrate(two([true, false, true, false], 0.5));
  assert.equal(mixed.temperature, 1, 'the halves contradict each other');
  assert.equal(mixed.errorAfter, mixed.errorBefore);
});
