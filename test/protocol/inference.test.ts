import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inferenceOf } from '../../src/protocol/inference';

test('labels of inference and fact-checking mean the same, however their publishers write them', () => {
  const meanings = {
    supported: ['entailment', 'ENTAILMENT', 'Entailed', 'SUPPORTS', 'support', 'supported'],
    contradicted: ['contradiction', 'CONTRADICTION', 'contradict', 'REFUTES', 'refuted'],
    neither: ['neutral', 'NEUTRAL', 'NOT ENOUGH INFO', 'not_enough_info', 'NEI', 'not found'],
    unsupported: ['not_entailment', 'not-entailment', 'unsupported', 'not_supported', 'no support'],
  };
  for (const [meaning, labels] of Object.entries(meanings))
    for (const label of labels) assert.equal(inferenceOf(label), meaning, label);
  for (const label of ['LABEL_0', '1', 'positive', 'neighbor', 'nothing', 'counter-entailment'])
    assert.equal(inferenceOf(label), undefined, label);
});
