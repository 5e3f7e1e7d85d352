import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { inferenceGraph } from '../../../../src/engine/training/graphs/classifierGraphs';
import { classifierParameters, ParameterSet } from '../../../../src/engine/training/graphs/parameterSet';
import { inputWeights } from '../../../../src/engine/training/graphs/trainingGraph';
import { runClassifierJob } from '../../../../src/engine/training/jobs/classifierJob';
import { surprisingMistakes } from '../../../../src/engine/training/measure/metrics';
import { encodeExamples } from '../../../../src/engine/training/steps/encodedExamples';
import { textRows } from '../../../../src/engine/training/steps/lossRows';
import { PlainStepper } from '../../../../src/engine/training/steps/plainStepper';
import type { ProblemType } from '../../../../src/protocol/predictions';
import {
  defaultSift,
  type ClassifierJob,
  type SiftOptions,
  type TrainingExample,
} from '../../../../src/protocol/training';
import { bundledModel } from '../../testEngine';

const folder = mkdtempSync(path.join(os.tmpdir(), 'training-tasks-'));
after(() => rmSync(folder, { recursive: true }));

const nouns = ['boat', 'house', 'garden', 'letter'];
const examples = (target: (isOld: boolean, isGreen: boolean) => readonly number[]): TrainingExample[] =>
  nouns.flatMap((noun) =>
    [true, false].flatMap((isOld) =>
      [true, false].map((isGreen) => ({
        text: `The ${isOld ? 'old' : 'new'} ${noun} is ${isGreen ? 'green' : 'red'}.`,
        target: target(isOld, isGreen),
      })),
    ),
  );

const several = examples((isOld, isGreen) => [...(isOld ? [0] : []), ...(isGreen ? [1] : [])]);
const numbers = examples((isOld, isGreen) => [(isOld ? 1 : 0) + (isGreen ? 2 : 0)]);

function job(problemType: ProblemType, texts: readonly TrainingExample[], sift: Partial<SiftOptions>): ClassifierJob {
  return {
    kind: 'classifier',
    model: bundledModel,
    out: mkdtempSync(path.join(folder, problemType)),
    problemType,
    labels: problemType === 'regression' ? ['number'] : ['old', 'green'],
    train: texts,
    heldOut: texts,
    compare: false,
    saveSeconds: 600,
    threads: 1,
    options: {
      epochs: 15,
      batchSize: 8,
      accumulation: 1,
      learningRate: 1e-3,
      warmUp: 0.1,
      weightDecay: 0.01,
      clipNorm: 1,
      dropout: 0,
      maxTokens: 32,
      seed: 1,
      layers: 'all',
      sift: { ...defaultSift, ...sift },
    },
  };
}

/** Runs a job, and tells the divergence of each of its steps. */
async function train(given: ClassifierJob) {
  const divergences: number[] = [];
  const report = await runClassifierJob(given, {
    onProgress: (news) => news.kind === 'step' && divergences.push(news.divergence ?? NaN),
  });
  return { report, divergences };
}

test('several labels of a text are learned, with two ascent steps', async () => {
  const { report, divergences } = await train(job('multi_label_classification', several, { steps: 2 }));
  assert.equal(report.evaluation.accuracy, 1);
  assert.ok(divergences.every((value) => value > 0));
});

test('numbers are learned; their passes differ by the squared distance, and as released by nothing', async () => {
  const improved = await train(job('regression', numbers, {}));
  assert.ok(improved.report.evaluation.macroF1 > 0.95, `correlation ${improved.report.evaluation.macroF1}`);
  assert.ok(improved.divergences.every((value) => value > 0));
  const released = job('regression', numbers, { mode: 'faithful' });
  const { divergences } = await train({ ...released, options: { ...released.options, epochs: 2 } });
  assert.ok(divergences.every((value) => Math.abs(value) < 1e-6));
});

test('steps that are not finite are left out and counted; if all are, there is no result', async () => {
  const broken = job('multi_label_classification', several, { stepSize: Infinity });
  const skipped: number[] = [];
  const training = runClassifierJob(broken, {
    onProgress: (news) => news.kind === 'step' && skipped.push(news.skipped),
  });
  // The held-out texts were measured before: the weights are as they were.
  await assert.rejects(training, {
    name: 'RequestError',
    message: /^Nothing was learned: no step gave finite numbers/,
  });
  assert.deepEqual(
    skipped,
    skipped.map((_, step) => step + 1),
  );
  assert.ok(skipped.length > 0);
});

test('the parts of a batch add up to its gradient', async () => {
  const checkpoint = await openCheckpoint(bundledModel);
  const parameters = classifierParameters(checkpoint, ['old', 'green']);
  const classifier = {
    config: checkpoint.config,
    parameters,
    head: 'classify',
    problemType: 'multi_label_classification',
    dropout: false,
  } as const;
  const shapes = inputWeights(inferenceGraph(classifier).graph);
  const set = await ParameterSet.read(checkpoint, shapes, [...shapes.keys()], 1);
  const stepper = await PlainStepper.open(classifier, textRows, set, 0, 1);
  const encoded = encodeExamples(await loadTokenizer(bundledModel), several, 'multi_label_classification', 2, 32);
  const gradients = async (from: number, to: number) => {
    await stepper.run(encoded.slice(from, to), encoded, 1);
    return set.trained.map(({ gradient }) => gradient.slice());
  };
  const [whole, first, second] = [await gradients(0, 16), await gradients(0, 6), await gradients(6, 16)];
  whole.forEach((gradient, tensor) => {
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    gradient.forEach((value, i) => {
      const error = Math.abs(first[tensor]![i]! + second[tensor]![i]! - value) / scale;
      assert.ok(error < 1e-4, `${set.trained[tensor]!.name}[${i}]`);
    });
  });
  await stepper.release();
  await checkpoint.close();
});

test('mistakes begin with those that the model was surest of', () => {
  const texts = ['a', 'b', 'c', 'd'].map((text, i) => ({ text, target: [i % 2] }));
  const logits = [
    [1, 0],
    [3, 0],
    [0, 2],
    [1, 0],
  ]; // b, c and d are wrong
  const targets = texts.map(({ target }) => (target[0] === 0 ? [1, 0] : [0, 1]));
  const mistakes = surprisingMistakes(texts, ['no', 'yes'], { logits, targets }, 2);
  assert.deepEqual(
    mistakes.map(({ text, expected, predicted }) => [text, expected, predicted]),
    [
      ['b', 'yes', 'no'],
      ['c', 'no', 'yes'],
      ['d', 'yes', 'no'],
    ],
  );
  assert.ok(Math.abs(mistakes[0]!.confidence - 1 / (1 + Math.exp(-1.5))) < 1e-6, 'at the temperature');
});
