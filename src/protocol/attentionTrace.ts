import type { TextRange } from './text';

/** The three terms of disentangled attention (DeBERTa, equations 2 to 4): content→content, content→position, position→content. */
export type AttentionTerm = 'c2c' | 'c2p' | 'p2c';

export const attentionTerms: readonly AttentionTerm[] = ['c2c', 'c2p', 'p2c'];

/**
 * One head's attention. Matrices are [n, n] row-major Float32Array: row = the token that looks, column = the token looked at.
 * Scores are scaled by 1/sqrt(d·s), so c2c + c2p + p2c is the softmax's input. A term that the model does not have is all zero.
 */
export interface AttentionTrace {
  readonly tokens: readonly string[];
  readonly ranges: readonly TextRange[];
  readonly layer: number;
  readonly head: number;
  readonly layers: number;
  readonly heads: number;
  readonly terms: Readonly<Record<AttentionTerm, Float32Array>>;
  readonly probabilities: Float32Array;
}
