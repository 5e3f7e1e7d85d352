import type { AttentionTerm } from './attentionTrace';
import type { TextRange } from './text';

/**
 * How an answer is divided among the words of its text. `occlusion`: each word is left out by itself;
 * `inputXgradient`: the slope at the text, times the way from the baseline; `integratedGradients`: the slopes on the
 * whole way (Sundararajan et al. 2017).
 */
export const explanationMethods = ['occlusion', 'inputXgradient', 'integratedGradients'] as const;

export type ExplanationMethod = (typeof explanationMethods)[number];

/** What stands in the place of a word that is left out: [MASK], [PAD], or an embedding of zeros. */
export const explanationBaselines = ['mask', 'padding', 'zero'] as const;

export type ExplanationBaseline = (typeof explanationBaselines)[number];

/** Asks why a model gives a label to a text or a pair, or fills a mask with a word. */
export interface ExplainRequest {
  readonly text: string;
  readonly textPair?: string;
  /** A word to mask: the guess for it is explained, and no label. */
  readonly mask?: TextRange;
  /**
   * A label of the model's own, or with `template` any label for a model of natural language inference; for a mask a
   * word. The likeliest one when absent.
   */
  readonly answer?: string;
  /** Another label or word to compare the answer with; all others when absent. */
  readonly against?: string;
  readonly template?: string;
  /** `integratedGradients` when absent. */
  readonly method?: ExplanationMethod;
  /** `mask` when absent. */
  readonly baseline?: ExplanationBaseline;
}

/** A word of the text, or of the second one, and its part of the answer. */
export interface WordContribution extends TextRange {
  readonly text: string;
  /** 0 for the text, 1 for the second one. */
  readonly sequence: number;
  readonly contribution: number;
}

/** What is explained: the log-odds of the answer's probability, its logit minus another's, or a value as it is. */
export type ExplainedMeasure = 'logOdds' | 'logitDifference' | 'value';

export interface Explanation {
  readonly answer: string;
  readonly against?: string;
  readonly measure: ExplainedMeasure;
  /** Of the text, and of the same text with every word at its baseline. */
  readonly value: number;
  readonly baselineValue: number;
  readonly method: ExplanationMethod;
  readonly baseline: ExplanationBaseline;
  readonly words: readonly WordContribution[];
  /** `value` − `baselineValue` − the sum of all contributions. */
  readonly residual: number;
  /** Points at which slopes were taken; absent for occlusion. */
  readonly steps?: number;
  /** What went through the scores of attention; absent for occlusion. */
  readonly terms?: TermContributions;
}

/**
 * Gradient × score for each application of a layer, [applications, heads, 3], the terms in the order of
 * `attentionTerms`: the change of the answer, to first order, as a term's scores grow from zero. The mask decoder
 * applies the last layer twice.
 */
export interface TermContributions {
  readonly layers: readonly number[];
  readonly heads: number;
  readonly values: Float32Array;
  readonly totals: Readonly<Record<AttentionTerm, number>>;
}
