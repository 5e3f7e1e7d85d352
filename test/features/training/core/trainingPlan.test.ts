import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptJob, classifierJob, planTraining } from '../../../../src/features/training/core/trainingPlan';
import { adaptationOptions, defaultTrainingOptions } from '../../../../src/protocol/trainingDefaults';

const given = { model: '/model', out: '/out', threads: 2 };
const texts = Array.from({ length: 20 }, (_, i) => `Text ${i}.`);

test('a classifier is compared with one without SiFT only if it is trained with it', () => {
  const labeled = texts.map((text, i) => ({ text, labels: [i % 2 === 0 ? 'even' : 'odd'] }));
  const plan = planTraining(labeled, { heldOut: 0.2, seed: 1 });
  const options = defaultTrainingOptions(384, plan.train.length);
  const job = classifierJob(plan, { ...given, options, compare: true });
  assert.deepEqual([job.compare, job.labels, job.train.length, job.heldOut.length], [true, ['even', 'odd'], 16, 4]);
  assert.ok(!('warnings' in job));
  assert.equal(
    classifierJob(plan, { ...given, options: { ...options, sift: undefined }, compare: true }).compare,
    false,
  );
});

test('an adaptation holds texts out by its seed', () => {
  const job = adaptJob(texts, 0.1, { ...given, options: adaptationOptions(384) });
  assert.deepEqual(
    [job.kind, job.train.length, job.heldOut.length, job.model, job.threads],
    ['adapt', 18, 2, '/model', 2],
  );
  assert.deepEqual([...job.train, ...job.heldOut].sort(), texts.toSorted());
});

test('both are saved as often', () => {
  const plan = planTraining([], { heldOut: 0.2, seed: 1 });
  const { saveSeconds } = classifierJob(plan, { ...given, options: defaultTrainingOptions(384, 0), compare: false });
  assert.equal(adaptJob(texts, 0.1, { ...given, options: adaptationOptions(384) }).saveSeconds, saveSeconds);
});
