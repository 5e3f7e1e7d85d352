import type { AttentionTerm } from '../../../../protocol/attentionTrace';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import type { Arrangement } from './arrangement';

/** One pair of units worth drawing. */
export interface Arc {
  readonly row: number;
  readonly column: number;
  readonly probability: number;
  /** The term with the largest Shapley share; absent for a rollout. */
  readonly term?: AttentionTerm;
}

/** Most arcs drawn at a time: more are a smear. */
const maxArcs = 400;
const smallestProbability = 0.02;

/** The likeliest pairs, of some rows or of all: the unit looked at is another than the one that looks. */
export function arcsOf(arrangement: Arrangement, rows?: readonly number[]): Arc[] {
  const { probabilities, shapleyShares, columns } = arrangement;
  const arcs: Arc[] = [];
  for (const row of rows ?? arrangement.rows.keys()) {
    for (let column = 0; column < columns.length; column++) {
      const cell = row * columns.length + column;
      const probability = probabilities[cell] ?? 0;
      if (probability >= smallestProbability)
        arcs.push({ row, column, probability, term: termAt(shapleyShares, cell) });
    }
  }
  return arcs.sort((a, b) => b.probability - a.probability).slice(0, maxArcs);
}

function termAt(shares: Arrangement['shapleyShares'], cell: number): AttentionTerm | undefined {
  if (shares === undefined) return undefined;
  return attentionTerms.reduce((most, term) => ((shares[term][cell] ?? 0) > (shares[most][cell] ?? 0) ? term : most));
}

/** A half ellipse between two places: above the line when looking back, below when ahead; a small loop for oneself. */
export function arcPath(from: number, to: number, base: number, height: number): string {
  if (from === to)
    return `M${from - 5},${base} C${from - 14},${base - 22} ${from + 14},${base - 22} ${from + 5},${base}`;
  const rise = height * Math.min(1, 0.12 + 0.88 * Math.sqrt(Math.abs(from - to) / 900));
  return `M${from},${base} A${Math.abs(from - to) / 2},${rise} 0 0 0 ${to},${base}`;
}
