import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withProgress, type RunCurves } from '../../../../src/features/training/core/trainingView';
import type { StepProgress, TrainingProgress } from '../../../../src/protocol/training';

const step = (at: number, loss: number, run: StepProgress['run'] = 'sift'): StepProgress => ({
  kind: 'step',
  run,
  step: at,
  steps: 5000,
  loss,
  divergence: loss / 10,
  skipped: 0,
  millisecondsLeft: 1000,
});
const epoch = (at: number, score: number): TrainingProgress => ({
  kind: 'epoch',
  run: 'sift',
  epoch: at,
  trainLoss: 1,
  heldOutLoss: 1,
  score,
});
const all = (progress: readonly TrainingProgress[]) =>
  progress.reduce<readonly RunCurves[]>((runs, one) => withProgress(runs, one), []);

test('each run has curves of its own, in the order in which they begin', () => {
  const runs = all([step(1, 2, 'plain'), step(2, 1, 'plain'), step(1, 3), epoch(1, 0.5)]);
  assert.deepEqual(
    runs.map(({ run, step: last, losses, epochs }) => [run, last, losses.length, epochs.length]),
    [
      ['plain', 2, 2, 0],
      ['sift', 1, 1, 1],
    ],
  );
});

test('steps and epochs that are repeated after a cut replace those before it', () => {
  const [run] = all([step(1, 3), step(2, 2), step(3, 9), epoch(1, 0.1), step(2, 2.5), epoch(1, 0.2)]);
  assert.deepEqual(
    run?.losses.map(({ step: at, loss }) => [at, loss]),
    [
      [1, 3],
      [2, 2.5],
    ],
  );
  assert.deepEqual(
    run.epochs.map(({ score }) => score),
    [0.2],
  );
});

test('a long run keeps few points, their mean, and its last step', () => {
  const [run] = all(Array.from({ length: 5000 }, (_, i) => step(i + 1, i % 2)));
  assert.ok(run!.losses.length > 150 && run!.losses.length <= 400, `${run!.losses.length}`);
  assert.equal(run!.losses.at(-1)!.step, 5000);
  for (const { loss } of run!.losses.slice(0, 150)) assert.equal(loss, 0.5);
});
