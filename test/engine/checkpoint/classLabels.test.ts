import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseLabelIds, parseLabels } from '../../../src/engine/checkpoint/classLabels';
import { ConfigFields } from '../../../src/engine/checkpoint/configFields';
import { CheckpointError } from '../../../src/protocol/errors';

const fields = (json: object) => new ConfigFields({ ...json }, 'config.json');

describe('labels of a classifier', () => {
  const cases: readonly [what: string, json: object, labels: string[]][] = [
    ['by id, in any order', { id2label: { 1: 'good', 0: 'bad' } }, ['bad', 'good']],
    ['from label2id alone', { label2id: { good: 1, bad: '0' } }, ['bad', 'good']],
    ['counted only', { num_labels: 2 }, ['LABEL_0', 'LABEL_1']],
    ['not even counted', {}, ['LABEL_0', 'LABEL_1', 'LABEL_2']],
    [
      'numbered in id2label, named in label2id',
      { id2label: { 0: 'LABEL_0', 1: 'no' }, label2id: { yes: 0 } },
      ['yes', 'no'],
    ],
    ['numbers', { id2label: { 0: 0, 1: 1.5 }, label2id: { 0: 0, 1: 1 } }, ['0', '1.5']],
    ['null and blank', { id2label: { 0: null, 1: ' ', 2: 'c' }, label2id: { b: 1 } }, ['LABEL_0', 'b', 'c']],
    ['ids with zeros before', { id2label: { '00': 'a', '01': 'b' } }, ['a', 'b']],
    ['a gap that the classifier has too', { id2label: { 0: 'a', 2: 'c' } }, ['a', 'LABEL_1', 'c']],
    ['a gap that it has not', { id2label: { 0: 'a', 2: 'c' } }, ['a', 'LABEL_1']],
    ['a list', { id2label: ['a', 'b'] }, ['a', 'b']],
    ['the same twice', { id2label: { 0: 'x', 1: 'x', 2: 'y' } }, ['x (0)', 'x (1)', 'y']],
    [
      'the same twice, beside its stand-in',
      { id2label: { 0: 'x', 1: 'x', 2: 'x (0)' } },
      ['x (0) (0)', 'x (1)', 'x (0)'],
    ],
  ];
  for (const [what, json, labels] of cases) {
    test(what, () => assert.deepEqual(parseLabels(fields(json), labels.length), labels));
  }

  const refused: readonly [what: string, json: object, outputs: number, reason: RegExp][] = [
    ['another number of outputs', { id2label: { 0: 'yes', 1: 'no' } }, 3, /2 labels, but the classifier has 3 outputs/],
    ['a count of another number', { num_labels: 1_000_001 }, 2, /"num_labels"/],
    ['ids that are none', { id2label: { zero: 'a' } }, 1, /"id2label".*whole numbers/],
    ['no table', { id2label: 'a' }, 1, /"id2label".*a table/],
    ['more outputs than have no name', {}, 1001, /0 labels, but the classifier has 1001/],
  ];
  for (const [what, json, outputs, reason] of refused) {
    test(`refused: ${what}`, () =>
      assert.throws(
        () => parseLabels(fields(json), outputs),
        (error) => error instanceof CheckpointError && reason.test(error.message),
      ));
  }

  test('99,999 labels in both tables take no longer than reading them', () => {
    const ids = Array.from({ length: 99_999 }, (_, id) => id);
    const id2label = Object.fromEntries(ids.map((id) => [id, `LABEL_${id}`]));
    const label2id = Object.fromEntries(ids.map((id) => [`label ${id}`, id]));
    const given = fields({ id2label, label2id });
    assert.equal(parseLabels(given, ids.length).at(-1), 'label 99998');
    assert.equal(parseLabelIds(given).size, ids.length);
  });
});
