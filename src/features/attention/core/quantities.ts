import type { ByTerm, AttentionTrace } from '../../../protocol/attentionTrace';
import { byTerm, type Coalitions } from './coalitions';
import { shapleyShares } from './shapleyShares';

/** What is shown of a head: docs/attention.md has the formulas. */
export type Quantity = 'shares' | 'leftOut' | 'probabilities' | 'scores';

export const quantities: readonly Quantity[] = ['shares', 'leftOut', 'probabilities', 'scores'];

/** The matrices of one quantity, [rows, columns] each: what the head does as a whole, and each term's part in it. */
export interface QuantityMatrices {
  readonly total: Float32Array;
  readonly terms: ByTerm<Float32Array>;
}

/** How each probability changes when a term joins the other two: positive if the term attracts attention. */
export function leaveOneOut({ without, all }: Coalitions): ByTerm<Float32Array> {
  return byTerm((term) => all.map((value, cell) => value - without[term][cell]!));
}

/** Scores less their row's mean among the `counted` columns: the softmax ignores a constant. */
export function centeredRows(scores: Float32Array, counted: readonly boolean[]): Float32Array {
  const columns = counted.length;
  const count = counted.filter(Boolean).length;
  const result = new Float32Array(scores.length);
  for (let start = 0; start < scores.length; start += columns) {
    let sum = 0;
    for (let column = 0; column < columns; column++) if (counted[column]) sum += scores[start + column]!;
    const mean = count === 0 ? 0 : sum / count;
    for (let column = 0; column < columns; column++) result[start + column] = scores[start + column]! - mean;
  }
  return result;
}

/** The matrices of a quantity. Scores are centered among the `counted` columns; coalitions come as they are shown. */
export function quantityMatrices(
  quantity: Quantity,
  terms: ByTerm<Float32Array>,
  coalitions: Coalitions,
  counted: readonly boolean[],
): QuantityMatrices {
  switch (quantity) {
    case 'shares':
      return { total: coalitions.all, terms: shapleyShares(coalitions) };
    case 'leftOut':
      return { total: coalitions.all, terms: leaveOneOut(coalitions) };
    case 'probabilities':
      return { total: coalitions.all, terms: coalitions.alone };
    case 'scores':
      return {
        total: centeredRows(sumOf(terms), counted),
        terms: byTerm((term) => centeredRows(terms[term], counted)),
      };
  }
}

/** The softmax's input, c2c + c2p + p2c. */
export function sumOf({ c2c, c2p, p2c }: ByTerm<Float32Array>): Float32Array {
  return c2c.map((value, cell) => value + c2p[cell]! + p2c[cell]!);
}

/** How far the three terms are from being all that there is. */
interface Checksum {
  /** max |c2c + c2p + p2c − total|; total is recovered from the probabilities as ln p plus the row's constant. */
  readonly scores: number;
  /** max |softmax(c2c + c2p + p2c) − p|. */
  readonly probabilities: number;
}

/** Below this probability float32 has lost the digits that the score would be recovered from. */
const smallestProbability = 1e-30;

/** The checksum of one head; undefined for a mean, whose terms do not add up. Infinity if any value is NaN. */
export function checksum({ terms, probabilities, tokens, head }: AttentionTrace): Checksum | undefined {
  if (head === 'mean') return undefined;
  const n = tokens.length;
  const sum = sumOf(terms);
  const worst = { scores: 0, probabilities: 0 };
  for (let start = 0; start < n * n; start += n) {
    const row = sum.subarray(start, start + n);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const logSum = largest + Math.log(row.reduce((total, value) => total + Math.exp(value - largest), 0));
    for (let column = 0; column < n; column++) {
      const score = row[column]!;
      const probability = probabilities[start + column]!;
      worst.probabilities = larger(worst.probabilities, Math.exp(score - logSum) - probability);
      if (!(probability < smallestProbability))
        worst.scores = larger(worst.scores, score - (Math.log(probability) + logSum));
    }
  }
  return worst;
}

function larger(most: number, difference: number): number {
  return Number.isNaN(difference) ? Infinity : Math.max(most, Math.abs(difference));
}
