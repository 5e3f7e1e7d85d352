import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginStep, workSteps } from '../../src/base/workSteps';

test('what a process does before its first step, such as reading its job, may take as long as a step', () => {
  const before = workSteps[1];
  assert.equal(workSteps[0], 0);
  beginStep();
  assert.deepEqual([...workSteps], [1, before]);
  assert.ok(before !== undefined && before >= 60);
});
