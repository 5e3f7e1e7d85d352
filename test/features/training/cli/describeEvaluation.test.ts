import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateTags } from '../../../../src/engine/training/measure/entityScores';
import { describeEvaluation } from '../../../../src/features/training/cli/describeEvaluation';

test('a label without entities in the held-out texts says so', () => {
  const words = [{ start: 0, end: 4 }];
  const text = { text: 'Rome', words, entities: [{ start: 0, end: 1, label: 'LOC' }] };
  const labels = ['LOC', 'PERSON'];
  const predictions = { texts: [{ tags: ['B-LOC'], confidences: [1] }], loss: 0 };
  const evaluation = evaluateTags([text], predictions, labels, new Set(['O', 'B-LOC', 'B-PERSON']));
  const lines = describeEvaluation({ evaluation, labels, problemType: 'token_classification' });
  assert.deepEqual(lines.slice(-3), [
    'Macro-F1 leaves out labels without held-out entities (1 of 2): PERSON.',
    '  LOC     F1 1.000  precision 1.000, recall 1.000, 1 in the data',
    '  PERSON  F1 –, no entities in the held-out texts',
  ]);
});
