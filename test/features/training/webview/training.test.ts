import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLabellingView } from '../../../../src/features/labeling/core/labellingView';
import { fromTrainingView } from '../../../../src/features/training/core/trainingView';
import { pressOf } from '../../../../src/features/labeling/webview/keys';
import { duration } from '../../../../src/features/training/webview/texts';

const choice = {
  name: 'tone',
  model: '/models/bundled',
  sift: true,
  compare: false,
  epochs: 3,
  layers: 'all',
  heldOut: 0.2,
  seed: 1,
  use: true,
};

test('messages of another shape are dropped', () => {
  assert.ok(fromTrainingView({ type: 'start', choice }));
  assert.ok(fromTrainingView({ type: 'pause' }));
  for (const wrong of [{ epochs: 0 }, { heldOut: 1 }, { layers: 'some' }, { name: 1 }, { seed: -1 }])
    assert.equal(fromTrainingView({ type: 'start', choice: { ...choice, ...wrong } }), undefined);
  for (const wrong of [undefined, {}, { type: 'start' }, { type: 'delete' }])
    assert.equal(fromTrainingView(wrong), undefined);
  assert.ok(fromLabellingView({ type: 'give', label: 'a' }));
  for (const wrong of [{ type: 'give' }, { type: 'move', by: 2 }, { type: 'other' }, 'give'])
    assert.equal(fromLabellingView(wrong), undefined);
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

test('durations are told in the unit that fits', () => {
  assert.deepEqual([400, 59_000, 61_000, 7_260_000].map(duration), ['0 s', '59 s', '1 min 1 s', '2 h 1 min']);
});
