import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupEntities } from '../../../../src/features/entities/core/entityGroups';
import { ignoring } from '../../../../src/features/entities/core/ignoredEntities';

test('entities are grouped by label and text, whatever its case and white space, the surest first', () => {
  const found = [
    { label: 'PER', text: 'Bob', score: 0.7, at: 1 },
    { label: 'LOC', text: 'Rome', score: 0.8, at: 2 },
    { label: 'PER', text: 'Ada  lovelace', score: 0.6, at: 3 },
    { label: 'PER', text: 'Ada\nLovelace', score: 0.9, at: 4 },
    { label: 'LOC', text: 'Bob', score: 0.1, at: 5 },
  ];
  const groups = groupEntities(found).map(({ label, count, score, entities }) => {
    return [label, count, score, entities.map(({ text, places }) => [text, places.map(({ at }) => at)])];
  });
  assert.deepEqual(groups, [
    [
      'PER',
      3,
      0.9,
      [
        ['Ada\nLovelace', [4, 3]],
        ['Bob', [1]],
      ],
    ],
    [
      'LOC',
      2,
      0.8,
      [
        ['Rome', [2]],
        ['Bob', [5]],
      ],
    ],
  ]);
});

test('a text is ignored in its file, in the workspace or everywhere', () => {
  const isIgnored = ignoring({ here: { 'a.md': ['Ada  Lovelace'] }, workspace: ['Bob'], everywhere: ['ROME'] });
  const cases = ['Ada lovelace', 'bob', 'Rome', 'Ada'].map((text) => [
    isIgnored('a.md', text),
    isIgnored('b.md', text),
  ]);
  assert.deepEqual(cases, [
    [true, false],
    [true, true],
    [true, true],
    [false, false],
  ]);
});
