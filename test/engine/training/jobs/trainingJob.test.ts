import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { TrainingProcess } from '../../../../src/client/trainingProcess';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { floats } from '../../../../src/engine/runtime/session';
import { loadTokenizer } from '../../../../src/engine/tokenizer/loadTokenizer';
import { inferenceGraph } from '../../../../src/engine/training/graphs/classifierGraphs';
import { ParameterSet } from '../../../../src/engine/training/graphs/parameterSet';
import { inputWeights } from '../../../../src/engine/training/graphs/trainingGraph';
import { TrainingSession } from '../../../../src/engine/training/graphs/trainingSession';
import { batchInputs, encodeExamples } from '../../../../src/engine/training/steps/encodedExamples';
import { Canceled, RequestError } from '../../../../src/protocol/errors';
import {
  defaultSift,
  workFolderName,
  type ClassifierJob,
  type TrainingProgress,
  type TrainingReport,
} from '../../../../src/protocol/training';
import { bundledModel, testEngine } from '../../testEngine';

/** The built program, as the extension and the command line start it. */
const serverPath = path.join(__dirname, '../../../../dist/trainingServer.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'training-'));
after(() => rmSync(folder, { recursive: true }));

const kind = ['I love this film.', 'What a wonderful day!', 'The food was great.', 'She is very happy.'];
const warm = ['An excellent book.', 'This is really good.', 'I enjoyed every minute.', 'A lovely evening.'];
const cold = ['I hate this film.', 'What a horrible day!', 'The food was awful.', 'She is very sad.'];
const sour = ['A terrible book.', 'This is really bad.', 'I regretted every minute.', 'A nasty evening.'];
const examples = [
  ...[...kind, ...warm].map((text) => ({ text, target: [1] })),
  ...[...cold, ...sour].map((text) => ({ text, target: [0] })),
];

const job: ClassifierJob = {
  kind: 'classifier',
  model: bundledModel,
  out: path.join(folder, 'overfit'),
  problemType: 'single_label_classification',
  labels: ['negative', 'positive'],
  train: examples,
  heldOut: examples,
  compare: false,
  saveSeconds: 30,
  threads: 1,
  options: {
    epochs: 12,
    batchSize: 8,
    accumulation: 2,
    learningRate: 1e-3,
    warmUp: 0.1,
    weightDecay: 0.01,
    clipNorm: 1,
    dropout: 0.1,
    maxTokens: 32,
    seed: 1,
    layers: 'all',
    sift: { ...defaultSift, weight: 1 },
  },
};

/** A short job over one layer, saved after every step. */
const short = (out: string): ClassifierJob => ({
  ...job,
  out: path.join(folder, out),
  saveSeconds: 0,
  options: { ...job.options, epochs: 3, accumulation: 1, batchSize: 4, layers: 1 },
});

function start(given: ClassifierJob, onProgress: (progress: TrainingProgress) => void = () => undefined) {
  return new TrainingProcess(given, { serverPath, onProgress, onStderr: () => undefined });
}

const weightsOf = (out: string) =>
  createHash('sha256')
    .update(readFileSync(path.join(out, 'model.safetensors')))
    .digest('hex');

describe('training a classifier', () => {
  test('all 16 examples are learned, and the folder answers as the trainer does', async () => {
    const losses: number[] = [];
    const report = await start(job, (progress) => {
      if (progress.kind === 'epoch') losses.push(progress.trainLoss);
    }).result;
    assert.equal(report.evaluation.accuracy, 1);
    assert.deepEqual(report.mistakes, []);
    assert.equal(losses.length, job.options.epochs);
    assert.ok(losses.at(-1)! < losses[0]! / 2);
    // What is left out of the report is undefined here and absent in the file.
    const written: unknown = JSON.parse(readFileSync(path.join(job.out, 'training-report.json'), 'utf8'));
    assert.deepEqual(written, JSON.parse(JSON.stringify(report)));
    const config = JSON.parse(readFileSync(path.join(job.out, 'config.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(config.id2label, { 0: 'negative', 1: 'positive' });
    assert.deepEqual(config.architectures, ['DebertaV2ForSequenceClassification']);
    assert.equal(config.problem_type, 'single_label_classification');
    await compareWithInference(job.out);
  });

  test('killed at any step, it continues to the same weights', async () => {
    const whole = short('whole');
    await start(whole).result;
    const cut = short('cut');
    for (const stopAt of [2, 7, 9]) {
      const training = start(cut, (progress) => {
        if (progress.kind === 'step' && progress.step === stopAt) training.cancel();
      });
      await assert.rejects(training.result, Canceled);
    }
    const steps: number[] = [];
    await start(cut, (progress) => {
      if (progress.kind === 'step') steps.push(progress.step);
    }).result;
    assert.ok(steps[0]! > 5, `went on at step ${steps[0]}`);
    assert.equal(weightsOf(cut.out), weightsOf(whole.out));
  });

  test('pauses and resumes, and a pause loses nothing when the process ends', async () => {
    let steps = 0;
    const paused = { ...short('paused'), saveSeconds: 30 };
    const training = start(paused, (progress) => {
      if (progress.kind === 'step' && ++steps === 2) training.pause();
    });
    const state = path.join(paused.out, `${workFolderName}/sift/state.json`);
    const isOver = training.result.then(() => true);
    const soon = () => new Promise<false>((resolve) => setTimeout(resolve, 500, false));
    while (!existsSync(state)) assert.equal(await Promise.race([isOver, soon()]), false);
    // What was reported before has arrived by now.
    assert.equal(await Promise.race([isOver, soon()]), false);
    const whenSaved = steps;
    assert.ok(whenSaved < 5, `${whenSaved} steps`);
    assert.equal(await Promise.race([isOver, soon()]), false);
    assert.equal(steps, whenSaved);
    training.cancel();
    await assert.rejects(training.result, Canceled);

    const goneOn: number[] = [];
    const again = start(paused, (progress) => {
      if (progress.kind !== 'step' || goneOn.push(progress.step) > 1) return;
      again.pause();
      setTimeout(() => again.resume(), 200);
    });
    assert.equal((await again.result).labels.length, 2);
    assert.equal(goneOn[0], steps + 1);
  });

  test('unfinished work of other options is not mixed in', async () => {
    const first = short('other');
    const training = start(first, (progress) => {
      if (progress.kind === 'step' && progress.step === 2) training.cancel();
    });
    await assert.rejects(training.result, Canceled);
    const changed = { ...first, options: { ...first.options, seed: 2 } };
    await assert.rejects(
      start(changed).result,
      (error) => error instanceof RequestError && /other options/.test(error.message),
    );
  });

  test('measures the classifier it made on texts with named labels', async () => {
    const texts = examples.map(({ text, target }) => ({ text, labels: [job.labels[target[0]!]!] }));
    const measured = new TrainingProcess(
      { kind: 'evaluate', model: job.out, texts, maxTokens: 64, threads: 1 },
      { serverPath, onProgress: () => undefined, onStderr: () => undefined },
    );
    const { evaluation, labels } = await measured.result;
    assert.deepEqual(
      [evaluation.accuracy, evaluation.confusion],
      [
        1,
        [
          [8, 0],
          [0, 8],
        ],
      ],
    );
    assert.deepEqual(labels, job.labels);
  });
});

/** Inference's logits against those of the graph that training evaluates with, on one padded batch. */
async function compareWithInference(out: string): Promise<void> {
  const { engine } = testEngine();
  const checkpoint = await openCheckpoint(out);
  const { config, weights } = checkpoint;
  const graph = inferenceGraph({
    config,
    parameters: weights,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: false,
  });
  const parameters = await ParameterSet.read(checkpoint, inputWeights(graph.graph), [], 0);
  const session = await TrainingSession.open(graph, 1);
  const encoded = encodeExamples(await loadTokenizer(out), examples, 'single_label_classification', 2, 64);
  const { data } = floats(await session.run(parameters, batchInputs(encoded, config)), 'logits');
  const result = await engine.classify({ model: out, texts: examples.map(({ text }) => ({ text })) });
  assert.deepEqual(result.labels, job.labels);
  for (const [row, { text }] of examples.entries()) {
    result.texts[row]!.logits.forEach((logit, label) => {
      const trainers = data[row * 2 + label]!;
      assert.ok(Math.abs(logit - trainers) < 1e-4, `${text}: ${logit} and ${trainers}`);
    });
  }
  await session.release();
  await checkpoint.close();
}

test('a report says what was trained', async () => {
  const report: TrainingReport = JSON.parse(
    readFileSync(path.join(job.out, 'training-report.json'), 'utf8'),
  ) as TrainingReport;
  assert.equal(
    report.calibration?.bins.reduce((sum, { count }) => sum + count, 0),
    examples.length,
  );
  assert.equal(report.trainExamples, 16);
});
