import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutPunctuation } from '../../../../src/features/entities/core/entityEdges';

test('punctuation around an entity is left out, and what belongs to it stays', () => {
  const cases: Readonly<Record<string, string>> = {
    'Ada.': 'Ada',
    '“Ada Lovelace”,': 'Ada Lovelace',
    '(Ada)': '(Ada)',
    '(Ada': 'Ada',
    'Ada).': 'Ada',
    'the U.S.': 'the U.S.',
    'ada@example.com.': 'ada@example.com',
    'Acme Inc.': 'Acme Inc',
    '(020) 123': '(020) 123',
    "O'Brien's": "O'Brien's",
  };
  for (const [text, wanted] of Object.entries(cases)) {
    const [entity] = withoutPunctuation(text, [{ label: 'a', score: 1, start: 0, end: text.length }]);
    assert.equal(text.slice(entity!.start, entity!.end), wanted);
  }
  assert.deepEqual(withoutPunctuation('…', [{ label: 'a', score: 1, start: 0, end: 1 }]), []);
});
