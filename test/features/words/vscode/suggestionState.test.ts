import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuietSentence } from '../../../../src/features/words/core/quietSentence';
import { countsOf, countsText, noCounts } from '../../../../src/features/words/core/suggestionCounts';

test('a quiet sentence keeps its start through edits before it, at it and after it', () => {
  const startAfter = (start: number, end: number, length: number) => {
    const sentence = new QuietSentence(10);
    sentence.edited({ start, end }, length);
    return sentence.start;
  };
  assert.equal(startAfter(0, 0, 5), 15, 'typed before it');
  assert.equal(startAfter(2, 6, 1), 7, 'removed before it');
  assert.equal(startAfter(12, 14, 9), 10, 'within it');
  assert.equal(startAfter(10, 10, 3), 10, 'at its start');
  assert.equal(startAfter(4, 20, 0), 4, 'removed across its start');
});

test('counts survive storing, and whatever else was stored there counts as none', () => {
  const counts = { shown: 8, accepted: 2, dismissed: 3, since: '2026-01-02' };
  assert.deepEqual(countsOf(JSON.parse(JSON.stringify(counts))), counts);
  for (const stored of [undefined, null, 7, 'x', [], { shown: -1, accepted: 'many', since: 4 }])
    assert.deepEqual(countsOf(stored), noCounts);
  assert.match(countsText(counts), /2026-01-02.* 8 .*2 accepted \(25 %\), 3 dismissed/);
  assert.match(countsText(noCounts), /No suggestion/);
});
