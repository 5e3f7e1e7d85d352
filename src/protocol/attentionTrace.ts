import type { TextRange } from './text';

/** The three terms of disentangled attention (DeBERTa, equations 2 to 4), by content and position. */
export type AttentionTerm = 'c2c' | 'c2p' | 'p2c';

export const attentionTerms: readonly AttentionTerm[] = ['c2c', 'c2p', 'p2c'];

/** One number, or one matrix, a term. */
export type ByTerm<T> = Readonly<Record<AttentionTerm, T>>;

/** The tokens that were looked at, special ones included; `ranges` and `sequence` as in an `Encoding`. */
export interface TracedTokens {
  readonly tokens: readonly string[];
  readonly ranges: readonly TextRange[];
  readonly sequence: readonly number[];
  /** For a text that is too long to trace at once: index of the first token among `total`, without special ones. */
  readonly window: { readonly first: number; readonly total: number };
}

/** A head by its index from 0, or the mean over all heads of the layer. */
export type HeadSelection = number | 'mean';

/**
 * One head's attention, or the mean over a layer's heads. Matrices are [n, n] row-major Float32Array: row = the token
 * that looks, column = the token looked at. Scores are scaled by 1/sqrt(d·s), so c2c + c2p + p2c is the softmax's
 * input. A term that the model does not have is all zero.
 */
export interface AttentionTrace extends TracedTokens {
  readonly layer: number;
  readonly head: HeadSelection;
  readonly layers: number;
  readonly heads: number;
  readonly terms: ByTerm<Float32Array>;
  readonly probabilities: Float32Array;
  /** Only for the mean, whose terms cannot tell: the probabilities of each term alone, and of the others without it. */
  readonly partial?: { readonly alone: ByTerm<Float32Array>; readonly without: ByTerm<Float32Array> };
}

/** What tells the heads of a model apart, over one text. */
export interface AttentionOverview extends TracedTokens {
  readonly layers: number;
  readonly heads: number;
  /** [layers, heads, 3], as `attentionTerms`: cov(term, sum) / var(sum) of the scores along a row; sums to 1. */
  readonly varianceShares: Float32Array;
  /** [layers, heads, n]: entropy of each row's probabilities, in nats. */
  readonly entropy: Float32Array;
}

/** Attention rollout (Abnar and Zuidema, 2020) from the input up to `layer`: [n, n], rows sum to 1. */
export interface AttentionRollout extends TracedTokens {
  readonly layer: number;
  readonly layers: number;
  readonly probabilities: Float32Array;
}

/** One pass of a mask through the last layer: [heads, n] each. */
export interface MaskPass {
  readonly terms: ByTerm<Float32Array>;
  readonly probabilities: Float32Array;
}

/** Where a masked word looks while it is decoded: in two passes with the enhanced mask decoder, otherwise one. */
export interface MaskTrace extends TracedTokens {
  /** Index of the mask among the tokens. */
  readonly position: number;
  readonly heads: number;
  readonly passes: readonly MaskPass[];
}
