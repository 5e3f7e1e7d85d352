import { jsonText } from '../../../../base/serialize';
import type { NumberTable } from '../../../../page/numberTable';
import { headSummaries } from '../../core/overviewSummary';
import type { PositionCurve } from '../../core/positionCurve';
import type { Unit } from '../../core/units';
import { attentionTerms, type AttentionOverview } from '../../../../protocol/attentionTrace';
import type { AttentionPassage } from '../../core/viewMessages';
import type { Arrangement } from '../state/arrangement';
import type { MaskArrangement, MaskRow } from '../state/maskArrangement';
import type { HeadChoice, ViewState } from '../state/viewState';

/** What an export says about where its numbers come from. */
export interface ExportSubject {
  readonly passage: AttentionPassage;
  /** Counted from 0; written counted from 1, as in the view. */
  readonly layer: number;
  readonly head: HeadChoice;
  readonly state: Pick<ViewState, 'quantity' | 'unit' | 'special' | 'pairFilter'>;
}

/** The subject in words, one entry a line of a head. */
export function subjectEntries({ passage, layer, head, state }: ExportSubject): (readonly [string, string])[] {
  return [
    ['model', passage.modelName],
    ...passage.texts.map((text, index) => [passage.texts.length > 1 ? `text ${'AB'[index]}` : 'text', text] as const),
    ['layer', `${layer + 1}`],
    ['head', typeof head === 'number' ? `${head + 1}` : head],
    ['quantity', head === 'rollout' ? 'rollout' : state.quantity],
    ['units', state.unit],
    ['special tokens', state.special],
    ...(passage.texts.length > 1 ? [['between texts', state.pairFilter] as const] : []),
  ];
}

/** The shown matrices as a table: a line each for every row and column. */
export function matrixTable({ rows, columns, total, terms, probabilities, quantity }: Arrangement): NumberTable {
  const shown = terms === undefined ? [] : attentionTerms;
  const whole = quantity === 'scores' ? 'sum' : 'total';
  return {
    names: ['row', 'column', 'from', 'to', 'probability', whole, ...shown],
    rows: rows.flatMap(({ label: from }, row) =>
      columns.map(({ label: to }, column) => {
        const cell = row * columns.length + column;
        const matrices = [probabilities, total, ...(terms === undefined ? [] : shown.map((term) => terms[term]))];
        return [row + 1, column + 1, from, to, ...matrices.map((matrix) => matrix[cell] ?? NaN)];
      }),
    ),
  };
}

/** All heads: each term's share, and the entropy of each token's probabilities in nats. */
export function overviewTable(overview: AttentionOverview, units: readonly Unit[]): NumberTable {
  const n = overview.tokens.length;
  return {
    names: [
      'layer',
      'head',
      ...attentionTerms,
      'decides',
      'spread',
      ...units.map(({ label }) => `entropy of ${label}`),
    ],
    rows: headSummaries(overview).map(({ layer, head, varianceShares, dominant, spread }, index) => {
      const entropies = overview.entropy.subarray(n * index, n * index + n);
      return [layer + 1, head + 1, ...varianceShares, dominant, spread, ...entropies];
    }),
  };
}

/** The position curves of a head: a line for each distance i − j. */
export function positionTable({ c2p, p2c }: Readonly<Record<'c2p' | 'p2c', PositionCurve>>): NumberTable {
  return {
    names: ['i − j', 'pairs', 'c2p', 'c2p deviation', 'p2c', 'p2c deviation'],
    rows: c2p.distances.map((distance, index) => [
      ...[distance, c2p.pairs[index] ?? 0, c2p.mean[index] ?? NaN, c2p.deviation[index] ?? NaN],
      ...[p2c.mean[index] ?? NaN, p2c.deviation[index] ?? NaN],
    ]),
  };
}

/** What a mask's passes look at: a line for each token. */
export function maskTable({ rows, columns }: MaskArrangement): NumberTable {
  const nameOf = ({ pass, what, label }: MaskRow) => (what === 'total' ? label : `pass ${pass + 1} ${label}`);
  return {
    names: ['token', ...rows.map(nameOf)],
    rows: columns.map(({ label }, column) => [label, ...rows.map(({ values }) => values[column] ?? NaN)]),
  };
}

/** The shown matrices as JSON: the subject, the labels, and rows of numbers. */
export function jsonOf(subject: ExportSubject, arrangement: Arrangement): string {
  const { rows, columns, total, terms, probabilities } = arrangement;
  const matrix = (values: Float32Array) =>
    rows.map((_, row) => [...values.subarray(row * columns.length, (row + 1) * columns.length)]);
  return jsonText({
    ...Object.fromEntries(subjectEntries(subject)),
    rows: rows.map(({ label }) => label),
    columns: columns.map(({ label }) => label),
    probabilities: matrix(probabilities),
    total: matrix(total),
    ...(terms && { terms: Object.fromEntries(attentionTerms.map((term) => [term, matrix(terms[term])])) }),
  });
}
