import assert from 'node:assert/strict';
import { test } from 'node:test';
import { positionCurve } from '../../../../src/features/attention/core/positionCurve';
import type { AttentionTrace } from '../../../../src/protocol/attentionTrace';
import { arcsOf } from '../../../../src/features/attention/webview/state/arcs';
import { arrangeRollout, arrangeTrace } from '../../../../src/features/attention/webview/state/arrangement';
import { cellAfterKey } from '../../../../src/page/cells';
import { revealing, zoomed } from '../../../../src/features/attention/webview/state/zoom';
import { divergingScale, lightness, paletteOn, sequentialScale, type Rgb } from '../../../../src/page/colorScale';
import { csvOf, jsonOfTable } from '../../../../src/page/numberTable';
import { reportOf } from '../../../../src/features/attention/webview/exports/report';
import {
  jsonOf,
  maskTable,
  matrixTable,
  overviewTable,
  positionTable,
  subjectEntries,
} from '../../../../src/features/attention/webview/exports/tables';
import { figuresOf } from '../../../../src/features/attention/webview/state/figures';
import { arrangeMask } from '../../../../src/features/attention/webview/state/maskArrangement';
import { cellAt, cornerOf, matrixLayout, sizeOf } from '../../../../src/features/attention/webview/state/matrixLayout';
import { changeText, probabilityText, scoreText } from '../../../../src/page/numbers';
import { initialState, viewStateOf, type ViewState } from '../../../../src/features/attention/webview/state/viewState';

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

const backgrounds: readonly Rgb[] = [
  [255, 255, 255],
  [253, 246, 227],
  [31, 31, 31],
  [0, 0, 0],
];

test('zero has the background’s color, strength moves steadily away from it', () => {
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
        assert.ok(distance > (distances[index] ?? 0) + 2, `${background.join()} step ${index}`);
      }
    }
    assert.deepEqual(divergingScale(diverging, 0)(1), background, 'a matrix of zeros');
  }
});

test('signs differ as blue and red, which no common color blindness confuses', () => {
  for (const background of backgrounds) {
    const [[negativeRed, , negativeBlue], , [positiveRed, , positiveBlue]] = paletteOn(background).diverging;
    assert.ok(negativeBlue - negativeRed > 100 && positiveRed - positiveBlue > 100);
  }
});

const choices = { quantity: 'scores', unit: 'pieces', special: 'show', pairFilter: 'all' } as const;

test('the three terms share a scale or have their own; an absent term is marked', () => {
  const trace = traceOf();
  const zero = { ...trace, terms: { ...trace.terms, p2c: new Float32Array(4) } };
  const arrangement = arrangeTrace(zero, ['abcd'], { ...choices, quantity: 'probabilities' });
  const raw = { ...arrangement, terms: zero.terms };
  const limits = (sharedScale: boolean) => figuresOf(raw, { sharedScale }).map(({ limit }) => limit);
  assert.deepEqual(limits(true), [0.75, 5, 5, 5]);
  assert.deepEqual(limits(false), [0.75, 5, 5, 0]);
  assert.deepEqual(
    figuresOf(raw, { sharedScale: true }).map(({ absent }) => absent),
    [false, false, false, true],
  );
  const twice = { ...raw, total: raw.total.map((value) => 2 * value) };
  assert.equal(figuresOf(raw, { sharedScale: false }, [twice])[0]?.limit, 1.5, 'what is compared has the same scale');
  assert.deepEqual(
    figuresOf({ ...arrangement, terms: undefined }, { sharedScale: true }).map(({ title }) => title),
    ['rollout'],
  );
});

test('what is hidden is said, what is renormalized sums to 1, and a pair is filtered by its texts', () => {
  const ranges = [
    [0, 0],
    [0, 2],
    [0, 2],
  ].map(([start = 0, end = 0]) => ({ start, end }));
  const traced = { tokens: ['[CLS]', 'ab', 'cd'], ranges, sequence: [0, 0, 1], window: { first: 0, total: 2 } };
  const zeros = new Float32Array(9);
  const probabilities = Float32Array.of(0.5, 0.25, 0.25, 0.6, 0.2, 0.2, 0.8, 0.1, 0.1);
  const trace = traceOf({ ...traced, terms: { c2c: zeros, c2p: zeros, p2c: zeros }, probabilities });
  const arrange = (change: Partial<Parameters<typeof arrangeTrace>[2]>) =>
    arrangeTrace(trace, ['ab', 'cd'], { ...choices, quantity: 'probabilities', ...change });
  const hidden = arrange({ special: 'hide' });
  assert.ok(Math.abs(hidden.hiddenMass - 0.7) < 1e-6);
  assert.deepEqual([...hidden.total], [...Float32Array.of(0.2, 0.2, 0.1, 0.1)]);
  const cut = arrange({ special: 'renormalize' });
  assert.ok(cut.hiddenMass < 1e-6);
  assert.deepEqual([...cut.total], [0.5, 0.5, 0.5, 0.5]);
  const between = arrange({ pairFilter: 'ab' });
  assert.deepEqual([between.rows.length, between.columns.map(({ label }) => label)], [2, ['cd']]);
  const rolled = arrangeRollout({ ...trace, ...traced }, ['ab', 'cd'], { ...choices, special: 'renormalize' });
  assert.deepEqual([...rolled.total], [0.5, 0.5, 0.5, 0.5]);
});

test('a layout fits its width, zoomed or not, and points lead back to cells', () => {
  const lengths = { rows: 60, columns: 40 };
  for (const [n, span] of [
    [1, 0],
    [2, 0],
    [13, 0],
    [40, 0],
    [512, 0],
    [512, 20],
  ] as const) {
    const zoom = { row: span === 0 ? 0 : 100, column: span === 0 ? 0 : 7, span };
    const layout = matrixLayout({ rows: n, columns: n }, zoom, 300, lengths);
    assert.ok(sizeOf(layout).width <= 301, `${n} tokens: ${sizeOf(layout).width}`);
    const cell = { row: zoom.row + layout.visible.rows - 1, column: zoom.column };
    const [x, y] = cornerOf(layout, cell);
    assert.deepEqual(cellAt(layout, x + layout.cell / 2, y + layout.cell / 2), cell);
    assert.equal(cellAt(layout, x + layout.cell / 2, y + 1.5 * layout.cell), undefined);
    assert.equal(cellAt(layout, layout.left - 1, y), undefined);
  }
});

test('zooming keeps the cell that it is about, ends at all or at four, and moves along with the chosen cell', () => {
  const extent = { rows: 100, columns: 100 };
  const all = { row: 0, column: 0, span: 0 };
  const near = zoomed(all, 0.5, { row: 80, column: 10 }, extent);
  assert.deepEqual(near, { row: 40, column: 5, span: 50 });
  assert.deepEqual(zoomed(near, 2.5, { row: 80, column: 10 }, extent), all);
  assert.equal(zoomed(near, 0.01, { row: 80, column: 10 }, extent).span, 4);
  assert.deepEqual(revealing(near, { row: 95, column: 2 }, extent), { row: 46, column: 2, span: 50 });
  assert.deepEqual(revealing(all, { row: 95, column: 2 }, extent), all);
});

test('arcs are the likeliest pairs, colored by the term with the largest share', () => {
  const arrangement = arrangeTrace(traceOf(), ['abcd'], choices);
  const [first, ...more] = arcsOf(arrangement);
  assert.equal(more.length, 3);
  assert.equal(first?.probability, 0.75);
  assert.equal(first?.term, 'c2c');
  assert.deepEqual(
    arcsOf(arrangement, [1]).map(({ row }) => row),
    [1, 1],
  );
});

test('a mask’s passes are arranged by pass and term, over a head or the mean of heads', () => {
  const pass = (at: number) => ({
    terms: { c2c: Float32Array.of(at, 0, 0, 0), c2p: new Float32Array(4), p2c: new Float32Array(4) },
    probabilities: Float32Array.of(0.75, 0.25, 0.5, 0.5),
  });
  const traced = { ...traceOf(), position: 1, heads: 2, passes: [pass(Math.log(3)), pass(Math.log(3))] };
  const one = arrangeMask(traced, 'abcd', 0, 'shares');
  assert.deepEqual(
    one.rows.map(({ label }) => label),
    ['pass 1', 'c2c', 'c2p', 'p2c', 'pass 2', 'c2c', 'c2p', 'p2c'],
  );
  assert.deepEqual(
    one.columns.map(({ label }) => label),
    ['ab', '[MASK]'],
  );
  assert.ok(Math.abs((one.rows[1]?.values[0] ?? NaN) - 0.25) < 1e-6, 'the only term has all of the share');
  const mean = arrangeMask(traced, 'abcd', 'mean', 'probabilities');
  assert.deepEqual([...(mean.rows[0]?.values ?? [])], [0.625, 0.375]);
});

test('exports say what they are of, and hold the shown numbers', () => {
  const passage = { id: 1, texts: ['abcd'], model: '/m', modelName: 'tiny', from: 0 };
  const arrangement = arrangeTrace(traceOf(), ['abcd'], choices);
  const subject = { passage, layer: 0, head: 1, state: choices };
  const csv = csvOf(subjectEntries(subject), matrixTable(arrangement)).split('\r\n');
  assert.ok(csv.includes('# model: tiny') && csv.includes('# layer: 1') && csv.includes('# head: 2'));
  const at = csv.indexOf('row,column,from,to,probability,sum,c2c,c2p,p2c');
  assert.equal(csv.length, at + 6, 'four cells and the end of the last line');
  const [row, column, from, to, probability, sum, c2c, c2p, p2c] = (csv[at + 2] ?? '').split(',');
  assert.deepEqual([row, column, from, to, probability], ['1', '2', 'ab', "'+cd", '0.25']);
  assert.ok(Math.abs(Number(sum) - (Number(c2c) + Number(c2p) + Number(p2c))) < 1e-6);
  const json = JSON.parse(jsonOf(subject, arrangement)) as Record<string, unknown>;
  assert.equal(json.text, 'abcd');
  assert.deepEqual(json.probabilities, [
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
  const page = reportOf(
    [
      {
        subject: { ...subject, passage: { ...passage, texts: ['<b>&'] } },
        pictures: [['matrix', '<svg/>']],
        json: '{"text":"</script>"}',
        checksum: '',
      },
    ],
    { background: [0, 0, 0], text: '#fff' },
  );
  assert.ok(page.includes('&lt;b&gt;&amp;') && !page.includes('"</script>"') && !/https?:/.test(page));
  assert.ok(page.includes(`content="default-src 'none'; base-uri 'none'; form-action 'none';`));
});

test('every view’s table has the numbers that it shows', () => {
  const trace = traceOf();
  const units = arrangeTrace(trace, ['abcd'], choices).columns;
  const varianceShares = Float32Array.of(0.5, 0.25, 0.25);
  const overview = { ...trace, layers: 1, heads: 1, varianceShares, entropy: Float32Array.of(0, 0.5) };
  const heads = overviewTable(overview, units);
  assert.deepEqual(heads.names.slice(-2), ['entropy of ab', 'entropy of +cd']);
  assert.deepEqual(heads.rows[0]?.slice(0, 6), [1, 1, 0.5, 0.25, 0.25, 'c2c']);
  assert.deepEqual(heads.rows[0]?.slice(-2), [0, 0.5]);
  const curve = positionCurve(trace.terms.c2p, 2);
  assert.deepEqual(positionTable({ c2p: curve, p2c: curve }).rows[1], [0, 2, -3.5, 1.5, -3.5, 1.5]);
  const row = { pass: 0, what: 'c2p', label: 'c2p', values: Float32Array.of(0.5, 0.25) } as const;
  const mask = maskTable({ columns: units, rows: [{ ...row, what: 'total', label: 'pass 1' }, row] });
  assert.deepEqual(mask.names, ['token', 'pass 1', 'pass 1 c2p']);
  assert.deepEqual(mask.rows, [
    ['ab', 0.5, 0.5],
    ['+cd', 0.25, 0.25],
  ]);
  const passage = { id: 1, texts: ['abcd'], model: '/m', modelName: 'tiny', from: 0 };
  const json = JSON.parse(jsonOfTable(subjectEntries({ passage, layer: 0, head: 1, state: choices }), mask)) as object;
  assert.deepEqual({ ...json, model: 0 }, { ...json, ...mask, model: 0 });
});

test('numbers', () => {
  const check = (actual: string, expected: string) => assert.equal(actual, expected);
  check(scoreText(-1.23456), '−1.235');
  check(scoreText(-0.0001), '0.000');
  check(probabilityText(0.1234), '12.3 %');
  check(probabilityText(0.00001), '0.001 %');
  check(probabilityText(0), '0.0 %');
  check(changeText(0.1234), '+12.3');
  check(changeText(-0.1234), '−12.3');
  check(changeText(-0.00001), '0.0');
});

test('keys move the selected cell and stay inside', () => {
  const check = (key: string, expected: [number, number] | undefined) => {
    const cell = cellAfterKey({ row: 0, column: 1 }, key, { rows: 3, columns: 3 });
    assert.deepEqual(cell && [cell.row, cell.column], expected, key);
  };
  check('ArrowDown', [1, 1]);
  check('ArrowUp', [0, 1]);
  check('End', [0, 2]);
  check('PageDown', [2, 1]);
  check('a', undefined);
});

test('the valid parts of stored state are restored', () => {
  const state: ViewState = {
    ...initialState,
    ...{
      view: 'arcs',
      layer: 2,
      head: 'rollout',
      quantity: 'scores',
      unit: 'words',
      special: 'hide',
      pairFilter: 'ab',
    },
    ...{ logScale: true, sharedScale: false, follow: true, zoom: { row: 1, column: 2, span: 9 } },
    selections: [
      { rows: [4, 5], column: 0 },
      { rows: [1], column: 1 },
    ],
    passages: [
      { id: 3, texts: ['a', 'b'], model: '/m', modelName: 'm', from: 0, document: 'file:///x', starts: [0, 9] },
    ],
  };
  assert.deepEqual(viewStateOf(JSON.parse(JSON.stringify(state))), state);
  assert.deepEqual(viewStateOf(undefined), initialState);
  const broken = { view: 'x', layer: -1, head: 1.5, selections: [{ rows: [] }], zoom: 3, passages: [{ id: 1 }, 'a'] };
  assert.deepEqual(viewStateOf(broken), initialState);
});
