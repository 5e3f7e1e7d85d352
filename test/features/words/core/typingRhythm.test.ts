import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypingRhythm } from '../../../../src/features/words/core/typingRhythm';

/** The rhythm of somebody who types `count` keys with these gaps, again and again. */
function rhythmOf(gaps: readonly number[], count = 100): TypingRhythm {
  const rhythm = new TypingRhythm();
  let time = 0;
  for (let key = 0; key < count; key++) rhythm.typed((time += gaps[key % gaps.length]!));
  return rhythm;
}

test('a delay outlasts the usual gap, and in a word nearly all gaps', () => {
  const gaps = [150, 160, 170, 180, 190, 200, 210, 220, 260, 400];
  const rhythm = rhythmOf(gaps);
  assert.ok(rhythm.delay('nextWord') > 220);
  assert.ok(rhythm.delay('inWord') > 400);
});

test('a slow writer waits longer than a fast one, within bounds', () => {
  assert.deepEqual([rhythmOf([60]).delay('nextWord'), rhythmOf([60]).delay('inWord')], [150, 350]);
  assert.deepEqual([rhythmOf([1500]).delay('nextWord'), rhythmOf([1500]).delay('inWord')], [600, 800]);
  assert.deepEqual([rhythmOf([300]).delay('nextWord'), rhythmOf([300]).delay('inWord')], [375, 375]);
});

test('pauses and what comes between keys are no gaps', () => {
  const paused = rhythmOf([100, 100, 5000]);
  assert.equal(paused.delay('nextWord'), 150);
  const rhythm = new TypingRhythm();
  for (let key = 0; key < 100; key++) {
    rhythm.typed(key * 1000);
    rhythm.typed(key * 1000 + 100);
    rhythm.interrupted();
  }
  assert.equal(rhythm.delay('nextWord'), 150);
});

test('a writer counts as average until some keys are known, and old gaps are forgotten', () => {
  assert.equal(new TypingRhythm().delay('nextWord'), 250);
  assert.equal(rhythmOf([1500], 5).delay('nextWord'), 250);
  const rhythm = rhythmOf([500]);
  for (let key = 1; key < 80; key++) rhythm.typed(1e6 + 100 * key);
  assert.equal(rhythm.delay('nextWord'), 150);
});
