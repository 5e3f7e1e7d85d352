import { coalitionsOfRows } from '../../core/coalitions';
import { quantityMatrices, type Quantity } from '../../core/quantities';
import { pieces, type Unit } from '../../core/units';
import { attentionTerms, type ByTerm, type MaskPass, type MaskTrace } from '../../../../protocol/attentionTrace';
import type { HeadChoice } from './viewState';

/** One row of the picture of a mask's passes. */
export interface MaskRow {
  readonly pass: number;
  readonly what: 'total' | keyof ByTerm<unknown>;
  readonly label: string;
  readonly values: Float32Array;
}

/** What the passes look at: rows of the whole and its terms for every pass, over the tokens. */
export interface MaskArrangement {
  readonly rows: readonly MaskRow[];
  readonly columns: readonly Unit[];
}

/** The passes of one head, or the mean of their quantities over all heads. */
export function arrangeMask(trace: MaskTrace, text: string, head: HeadChoice, quantity: Quantity): MaskArrangement {
  const columns = pieces(trace, [text]);
  const heads = typeof head === 'number' ? [Math.min(head, trace.heads - 1)] : [...Array(trace.heads).keys()];
  const rows = trace.passes.flatMap((pass, index) => {
    const each = heads.map((one) => passQuantity(pass, one, columns.length, quantity));
    const row = (what: MaskRow['what'], values: readonly Float32Array[]): MaskRow => ({
      pass: index,
      what,
      label: what === 'total' ? `pass ${index + 1}` : what,
      values: meanOf(values),
    });
    return [
      row(
        'total',
        each.map(({ total }) => total),
      ),
      ...attentionTerms.map((term) =>
        row(
          term,
          each.map(({ terms }) => terms[term]),
        ),
      ),
    ];
  });
  return {
    rows,
    columns: columns.map((unit, index) => (index === trace.position ? { ...unit, label: '[MASK]' } : unit)),
  };
}

function passQuantity({ terms, probabilities }: MaskPass, head: number, n: number, quantity: Quantity) {
  const cut = (matrix: Float32Array) => matrix.subarray(head * n, (head + 1) * n);
  const own = { c2c: cut(terms.c2c), c2p: cut(terms.c2p), p2c: cut(terms.p2c) };
  const counted = Array<boolean>(n).fill(true);
  return quantityMatrices(quantity, own, coalitionsOfRows(own, cut(probabilities), n), counted);
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = rows;
  return first.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length);
}
