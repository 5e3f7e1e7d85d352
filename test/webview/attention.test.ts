import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionTrace } from '../../src/protocol/attentionTrace';
import { fromAttentionView, toAttentionView } from '../../src/protocol/viewMessages';
import { checksum } from '../../src/webview/attention/checksum';
import { divergingScale, paletteOn, sequentialScale } from '../../src/webview/attention/colorScale';
import { figuresOf } from '../../src/webview/attention/figures';
import { cellAt, matrixLayout, sizeOf } from '../../src/webview/attention/matrixLayout';
import { probabilityText, scoreText } from '../../src/webview/attention/numbers';
import { lightness, type Rgb } from '../../src/webview/attention/oklab';
import { tokenLabels } from '../../src/webview/attention/tokenLabels';
import { cellAfterKey, viewStateOf } from '../../src/webview/attention/viewState';

/** Two tokens whose terms add up to scores with known softmax: ln 3 and 0 give 3/4 and 1/4. */
function traceOf(change: Partial<AttentionTrace> = {}): AttentionTrace {
  const ln3 = Math.log(3);
  const terms = {
    c2c: Float32Array.of(ln3 + 2, 1, 0, 5),
    c2p: Float32Array.of(-2, -1, 0.5, -5),
    p2c: Float32Array.of(0, 0, -0.5, ln3),
  };
  const probabilities = Float32Array.of(0.75, 0.25, 0.25, 0.75);
  const ranges = [
    { start: 0, end: 2 },
    { start: 2, end: 4 },
  ];
  const traced = { tokens: ['▁ab', 'cd'], ranges, sequence: [0, 0], window: { first: 0, total: 2 } };
  return { ...traced, layer: 0, head: 1, layers: 3, heads: 4, terms, probabilities, ...change };
}

test('the checksum is the largest difference between the softmax of the sum and the probabilities', () => {
  assert.ok(checksum(traceOf()) < 1e-7);
  const off = checksum(traceOf({ probabilities: Float32Array.of(0.75, 0.25, 0.26, 0.74) }));
  assert.ok(Math.abs(off - 0.01) < 1e-6);
  const large = { c2c: Float32Array.of(5000, 5000, -5000, -5000), c2p: new Float32Array(4), p2c: new Float32Array(4) };
  assert.equal(checksum(traceOf({ terms: large, probabilities: new Float32Array(4).fill(0.5) })), 0);
  assert.equal(checksum(traceOf({ probabilities: new Float32Array(4).fill(NaN) })), Infinity);
});

const backgrounds: readonly Rgb[] = [
  [255, 255, 255],
  [253, 246, 227],
  [31, 31, 31],
  [0, 0, 0],
];

test('zero has the background’s colour, strength moves steadily away from it', () => {
  for (const background of backgrounds) {
    const { diverging, sequential } = paletteOn(background);
    const scales = [
      divergingScale(diverging, 2),
      (value: number) => divergingScale(diverging, 2)(-value),
      sequentialScale(sequential, 2),
    ];
    for (const scale of scales) {
      assert.deepEqual(scale(0), background);
      assert.deepEqual(scale(NaN), background);
      assert.deepEqual(scale(2), scale(100));
      const distances = [0, 0.4, 0.8, 1.2, 1.6, 2].map((value) =>
        Math.abs(lightness(scale(value)) - lightness(background)),
      );
      for (const [index, distance] of distances.slice(1).entries()) {
        assert.ok(distance > (distances[index] ?? 0) + 0.02, `${background.join()} step ${index}`);
      }
    }
    assert.deepEqual(divergingScale(diverging, 0)(1), background, 'a matrix of zeros');
  }
});

test('signs are told apart by blue against red, which no common colour blindness confuses', () => {
  for (const background of backgrounds) {
    const [[negativeRed, , negativeBlue], , [positiveRed, , positiveBlue]] = paletteOn(background).diverging;
    assert.ok(negativeBlue - negativeRed > 100 && positiveRed - positiveBlue > 100);
  }
});

test('the three terms share a scale or have their own; an absent term is told', () => {
  const trace = traceOf();
  const zero = { ...trace, terms: { ...trace.terms, p2c: new Float32Array(4) } };
  const limits = (shared: boolean) => figuresOf(zero, shared).map(({ limit }) => limit);
  assert.deepEqual(limits(true), [5, 5, 5, 0.75]);
  assert.deepEqual(limits(false), [5, 5, 0, 0.75]);
  const absent = figuresOf(zero, true).map((figure) => figure.absent);
  assert.deepEqual(absent, [false, false, true, false]);
});

test('a layout fits its width, and points lead back to cells', () => {
  for (const n of [1, 2, 13, 40]) {
    const layout = matrixLayout(n, 300, 60);
    const { width } = sizeOf(layout);
    assert.ok(width <= 300, `${n} tokens: ${width}`);
    const last = n - 1;
    const at = (row: number, column: number) =>
      [layout.left + (column + 0.5) * layout.cell, layout.top + (row + 0.5) * layout.cell] as const;
    assert.deepEqual(cellAt(layout, ...at(0, last)), { row: 0, column: last });
    assert.equal(cellAt(layout, ...at(0, n)), undefined);
    assert.equal(cellAt(layout, ...at(-1, 0)), undefined);
  }
});

test('tokens read as the text', () => {
  const ranges = [
    [0, 0],
    [0, 2],
    [2, 5],
    [5, 10],
    [10, 11],
    [11, 11],
  ].map(([start = 0, end = 0]) => ({ start, end }));
  const tokens = ['[CLS]', '▁un', 'der', '▁here', '.', '[SEP]'];
  assert.deepEqual(tokenLabels({ tokens, ranges }, 'under here.'), ['[CLS]', 'un', '+der', 'here', '.', '[SEP]']);
});

test('numbers', () => {
  const check = (actual: string, expected: string) => assert.equal(actual, expected);
  check(scoreText(-1.23456), '−1.235');
  check(scoreText(-0.0001), '0.000');
  check(probabilityText(0.1234), '12.3 %');
  check(probabilityText(0.00001), '0.001 %');
  check(probabilityText(0), '0.0 %');
});

test('keys move the selected cell and stay inside', () => {
  const check = (key: string, expected: [number, number] | undefined) => {
    const cell = cellAfterKey({ row: 0, column: 1 }, key, 3);
    assert.deepEqual(cell && [cell.row, cell.column], expected, key);
  };
  check('ArrowDown', [1, 1]);
  check('ArrowUp', [0, 1]);
  check('End', [0, 2]);
  check('PageDown', [2, 1]);
  check('a', undefined);
});

test('stored state is taken as far as it is whole', () => {
  const state = { choice: { layer: 2, head: 1 }, selected: { row: 4, column: 0 }, sharedScale: false };
  assert.deepEqual(viewStateOf(JSON.parse(JSON.stringify(state))), state);
  const initial = viewStateOf(undefined);
  assert.deepEqual(viewStateOf({ choice: { layer: -1, head: 'x' }, selected: 3, sharedScale: 'yes' }), initial);
});

test('messages of an unknown shape are dropped', () => {
  const trace = traceOf();
  const message = { type: 'trace', trace, text: 'abcd', model: 'm' };
  assert.deepEqual(toAttentionView(message), message);
  assert.deepEqual(toAttentionView({ type: 'failure', message: 'no' }), { type: 'failure', message: 'no' });
  for (const wrong of [
    undefined,
    'trace',
    { type: 'other' },
    { type: 'failure' },
    { ...message, text: 1 },
    { ...message, trace: { ...trace, probabilities: new Float32Array(3) } },
    { ...message, trace: { ...trace, probabilities: [0, 0, 0, 0] } },
    { ...message, trace: { ...trace, terms: {} } },
  ]) {
    assert.equal(toAttentionView(wrong), undefined);
  }
  assert.deepEqual(fromAttentionView({ type: 'request', choice: { layer: 0, head: 2 } })?.choice, {
    layer: 0,
    head: 2,
  });
  for (const choice of [undefined, { layer: 0 }, { layer: 0.5, head: 0 }, { layer: -1, head: 0 }]) {
    assert.equal(fromAttentionView({ type: 'request', choice }), undefined);
  }
});
