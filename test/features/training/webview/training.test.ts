import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelState } from '../../../../src/features/training/core/trainingView';
import { pressOf } from '../../../../src/features/labeling/webview/keys';
import { duration } from '../../../../src/features/training/webview/texts';

test('a panel is restored with the name that was stored, if it is one', () => {
  assert.deepEqual(panelState({ name: 'tone', more: 1 }), { name: 'tone' });
  for (const wrong of [undefined, null, 'tone', {}, { name: 1 }]) assert.equal(panelState(wrong), undefined);
});

test('keys give labels in their order; the others move or take away', () => {
  const labels = ['good', 'bad'];
  assert.deepEqual(pressOf('1', labels), { type: 'give', label: 'good' });
  assert.deepEqual(pressOf('2', labels), { type: 'give', label: 'bad' });
  assert.equal(pressOf('3', labels), undefined);
  assert.deepEqual(pressOf('ArrowLeft', labels), { type: 'move', by: -1 });
  assert.deepEqual(pressOf(' ', labels), { type: 'move', by: 1 });
  assert.deepEqual(pressOf('Delete', labels), { type: 'clear' });
  assert.equal(pressOf('x', labels), undefined);
});

test('durations are given in the unit that fits', () => {
  assert.deepEqual([400, 59_000, 61_000, 7_260_000].map(duration), ['0 s', '59 s', '1 min 1 s', '2 h 1 min']);
});
