import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextBudget } from '../../../../src/features/words/core/contextBudget';
import { modelOf512Tokens } from './modelOf512Tokens';

const model = { model: 'm' };

test('a model that is not known yet is given little to read, and all it takes where time does not matter', async () => {
  const budget = new ContextBudget(modelOf512Tokens);
  assert.deepEqual([budget.characters(model, 1000), budget.characters(model, Infinity)], [256, 256]);
  await budget.learn(model);
  assert.deepEqual([budget.characters(model, 1000), budget.characters(model, Infinity)], [256, 2048]);
  assert.equal(budget.milliseconds(model, 2048), 0);
});

test('the context grows and shrinks with the speed that is measured, each model and precision by itself', async () => {
  const budget = new ContextBudget(modelOf512Tokens);
  const int8 = { ...model, precision: 'int8' } as const;
  await budget.learn(model);
  await budget.learn(int8);
  budget.measured(model, 256, 5);
  budget.measured(int8, 256, 1);
  assert.deepEqual(
    [10, 20, 40, 80, 9].map((time) => budget.characters(model, time)),
    [512, 1024, 2048, 2048, 256],
  );
  assert.equal(budget.characters(int8, 10), 2048);
  assert.equal(budget.milliseconds(model, 512), 10);
  budget.measured(model, 2048, 400);
  assert.equal(budget.characters(model, 40), 256, 'one slow pass counts half');
  budget.measured(model, 256, 5);
  assert.equal(budget.characters(model, 40), 2048, 'and is soon forgotten');
});

test('a short text is not taken for a slow model', async () => {
  const budget = new ContextBudget(modelOf512Tokens);
  await budget.learn(model);
  budget.measured(model, 10, 4);
  assert.equal(budget.milliseconds(model, 10), 4);
  assert.equal(budget.characters(model, 20), 512);
});
