import type { AttentionTerm, AttentionTrace, ByTerm } from '../../../protocol/attentionTrace';
import { attentionTerms } from '../../../protocol/attentionTrace';

/**
 * The probabilities that a head would have with some of its terms only: the softmax of the sum of each of the eight
 * subsets of {c2c, c2p, p2c}. Matrices are [n, n] row-major.
 */
export interface Coalitions {
  /** Without any term, attention is uniform. */
  readonly none: Float32Array;
  readonly alone: ByTerm<Float32Array>;
  /** All terms but one. */
  readonly without: ByTerm<Float32Array>;
  readonly all: Float32Array;
}

/** The coalitions of a trace; those of a mean come with it, since the terms of a mean are not means of the terms. */
export function coalitionsOf({ tokens, terms, probabilities, partial }: AttentionTrace): Coalitions {
  const n = tokens.length;
  if (partial === undefined) return coalitionsOfRows(terms, probabilities, n);
  return { none: new Float32Array(n * n).fill(1 / n), ...partial, all: probabilities };
}

/** The coalitions of rows [rows, columns] that stand alone, such as those of a mask's pass. */
export function coalitionsOfRows(
  terms: ByTerm<Float32Array>,
  probabilities: Float32Array,
  columns: number,
): Coalitions {
  return {
    none: new Float32Array(probabilities.length).fill(1 / columns),
    alone: byTerm((term) => softmaxRows([terms[term]], columns)),
    without: byTerm((term) =>
      softmaxRows(
        othersOf(term).map((other) => terms[other]),
        columns,
      ),
    ),
    all: probabilities,
  };
}

/** The coalitions as if the softmax had seen only the `counted` columns, whose probabilities then sum to 1. */
export function renormalized(coalitions: Coalitions, counted: readonly boolean[]): Coalitions {
  const scale = (matrix: Float32Array) => renormalizedRows(matrix, counted);
  return {
    none: scale(coalitions.none),
    alone: byTerm((term) => scale(coalitions.alone[term])),
    without: byTerm((term) => scale(coalitions.without[term])),
    all: scale(coalitions.all),
  };
}

export function byTerm<T>(valueOf: (term: AttentionTerm) => T): ByTerm<T> {
  return { c2c: valueOf('c2c'), c2p: valueOf('c2p'), p2c: valueOf('p2c') };
}

export function othersOf(term: AttentionTerm): AttentionTerm[] {
  return attentionTerms.filter((other) => other !== term);
}

/** Softmax over rows of `columns` numbers of the sum of matrices. */
export function softmaxRows(addends: readonly Float32Array[], columns: number): Float32Array {
  const [first = new Float32Array(0), second] = addends;
  const result = new Float32Array(first.length);
  for (let start = 0; start < result.length; start += columns) {
    let largest = -Infinity;
    for (let cell = start; cell < start + columns; cell++) {
      const score = first[cell]! + (second === undefined ? 0 : second[cell]!);
      result[cell] = score;
      if (score > largest) largest = score;
    }
    let sum = 0;
    for (let cell = start; cell < start + columns; cell++) sum += result[cell] = Math.exp(result[cell]! - largest);
    for (let cell = start; cell < start + columns; cell++) result[cell]! /= sum;
  }
  return result;
}

/** Rows scaled so that their `counted` columns sum to 1; the others become 0. */
export function renormalizedRows(matrix: Float32Array, counted: readonly boolean[]): Float32Array {
  const columns = counted.length;
  const result = new Float32Array(matrix.length);
  for (let start = 0; start < matrix.length; start += columns) {
    let sum = 0;
    for (let column = 0; column < columns; column++) if (counted[column]) sum += matrix[start + column]!;
    if (sum <= 0) continue;
    for (let column = 0; column < columns; column++)
      if (counted[column]) result[start + column] = matrix[start + column]! / sum;
  }
  return result;
}
