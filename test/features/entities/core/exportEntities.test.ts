import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conllRows, csvRows, jsonRow } from '../../../../src/features/entities/core/exportEntities';
import { foundUnit } from '../../../../src/features/entities/core/entityStore';
import { lineIndex, verbatim } from '../../../../src/prose/documentUnits';
import type { Entity } from '../../../../src/protocol/entities';

function row(text: string, ...entities: readonly (readonly [start: number, end: number, label: string])[]) {
  const found = entities.map(([start, end, label]): Entity => ({ start, end, label, score: 0.5 }));
  const sourceOf = () => text;
  const unit = { ...verbatim(text, 0), line: 1, lineAt: lineIndex(text), sourceOf };
  return { file: 'a.txt', unit: foundUnit(unit, found) };
}

test('CoNLL: words of entities, also in scripts without spaces, within words and side by side', () => {
  const lines = (...given: Parameters<typeof row>) =>
    conllRows(row(...given))
      .trimEnd()
      .split('\n');
  assert.deepEqual(lines('张三在北京。', [0, 2, 'PER'], [3, 5, 'LOC']), [
    ...['张 B-PER', '三 I-PER', '在 O', '北 B-LOC', '京 I-LOC', '。 O'],
  ]);
  assert.deepEqual(lines('Berlin-based', [0, 6, 'LOC']), ['Berlin B-LOC', '- O', 'based O']);
  assert.deepEqual(lines('NewYork', [0, 3, 'A'], [3, 7, 'A']), ['New B-A', 'York B-A']);
  assert.deepEqual(lines('the river Nile', [4, 14, 'body of water']), [
    ...['the O', 'river B-body_of_water', 'Nile I-body_of_water'],
  ]);
});

test('an entity of a long text has its own line', () => {
  const given = row('One.\nTwo.\nAda wrote.\n', [10, 13, 'PER']);
  assert.equal(csvRows(given), 'a.txt,3,10,13,PER,0.5000,Ada\r\n');
  assert.deepEqual(jsonRow(given), {
    ...{ file: 'a.txt', line: 1, start: 0, end: 21, text: 'One.\nTwo.\nAda wrote.\n' },
    entities: [{ label: 'PER', line: 3, start: 10, end: 13, text: 'Ada', score: 0.5 }],
  });
});
