import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from '../../../../src/features/training/core/storedReport';
import { defaultSift, type TrainingReport } from '../../../../src/protocol/training';

const evaluation = {
  ...{ examples: 2, loss: 0.5, accuracy: 0.5, macroF1: 0.5 },
  ...{
    interval: [0.2, 0.8] as const,
    confusion: [
      [1, 0],
      [1, 0],
    ],
    f1: [0.5, null],
  },
};
const report: TrainingReport = {
  ...{
    model: 'bundled',
    labels: ['a', 'b'],
    problemType: 'single_label_classification' as const,
    trainExamples: 8,
    bestEpoch: 2,
  },
  options: {
    ...{ epochs: 3, batchSize: 8, accumulation: 1, learningRate: 1e-4, warmUp: 0.1, weightDecay: 0.01, clipNorm: 1 },
    ...{ dropout: 0.1, maxTokens: 64, seed: 1, layers: 'all' as const, sift: defaultSift },
  },
  ...{ evaluation, plain: evaluation, skipped: 0, seconds: 9, peakMemory: 1e9 },
  calibration: {
    temperature: 1,
    errorBefore: 0.1,
    errorAfter: 0.1,
    bins: [{ count: 2, confidence: 1, accuracy: 0.5 }],
  },
  mistakes: [{ text: 'One.', expected: 'b', predicted: 'a', confidence: 0.9 }],
};

test('a report that the trainer wrote is read', () => {
  assert.deepEqual(reportOf(JSON.stringify(report)), report);
});

test('a report about entities is read', () => {
  const score = { precision: 0.5, recall: 0.5, f1: 0.5, support: 2 };
  const entities = { micro: score, macro: score, labels: [score, score] };
  const mistake = { ...report.mistakes[0]!, error: 'missed' as const };
  const found: TrainingReport = {
    ...report,
    problemType: 'token_classification',
    evaluation: { ...evaluation, confusion: [], entities },
    mistakes: [mistake],
  };
  assert.deepEqual(reportOf(JSON.stringify(found)), found);
  for (const wrong of [{}, { ...entities, micro: 0.5 }, { ...entities, labels: [{ ...score, f1: null }] }])
    assert.equal(reportOf(JSON.stringify({ ...found, evaluation: { ...evaluation, entities: wrong } })), undefined);
});

test('a report by version 0.1.0 is read', () => {
  const earlier = { ...report, problemType: undefined, task: 'singleLabel' };
  assert.deepEqual(reportOf(JSON.stringify(earlier)), report);
});

test('a report that the panel could not show, or of another kind, is not read', () => {
  const broken = [
    { ...report, labels: [1] },
    { ...report, evaluation: {} },
    { ...report, evaluation: { ...evaluation, accuracy: '<b>' } },
    { ...report, evaluation: { ...evaluation, interval: [0.2] } },
    { ...report, evaluation: { ...evaluation, confusion: [null] } },
    { ...report, mistakes: { length: 1 } },
    { ...report, calibration: null },
    { model: 'bundled', before: 1, after: 0.9, isBetter: true },
    null,
  ];
  for (const one of broken) assert.equal(reportOf(JSON.stringify(one)), undefined, JSON.stringify(one));
  assert.equal(reportOf('{"labels": ['), undefined);
});
