import type { AttentionTerm } from './attentionTrace';
import type { CandidateLabels } from './labelTemplate';
import type { TextRange } from './text';

/** What an answer was given to, and which answer is meant: the likeliest where it isn't said. */
export type ExplainedAnswer =
  ExplainedLabel | ExplainedWord | ExplainedEntity | ExplainedPassage | ExplainedReplacement;

/** A label of a text or a pair. */
export interface ExplainedLabel {
  readonly kind: 'label';
  readonly text: string;
  readonly textPair?: string;
  /** Labels of the caller's own; otherwise the model's. */
  readonly own?: CandidateLabels;
  readonly answer?: string;
  /** Another label to compare with; all others when absent. */
  readonly against?: string;
}

/** A word in the place of a mask. */
export interface ExplainedWord {
  readonly kind: 'word';
  readonly text: string;
  readonly mask: TextRange;
  readonly answer?: string;
  readonly against?: string;
}

/** The label of an entity. */
export interface ExplainedEntity {
  readonly kind: 'entity';
  readonly text: string;
  readonly entity: TextRange;
  /** What was looked for, for a GLiNER. */
  readonly labels?: readonly string[];
  readonly answer?: string;
  readonly against?: string;
}

/** A part of a text that answers a question, compared with no answer. */
export interface ExplainedPassage {
  readonly kind: 'passage';
  readonly text: string;
  readonly question: string;
  /** The likeliest when absent. */
  readonly passage?: TextRange;
}

/** Whether a word is not the original one, by a replaced-token head. */
export interface ExplainedReplacement {
  readonly kind: 'replacement';
  readonly text: string;
  readonly word: TextRange;
}

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

/** Asks why a model gives an answer. */
export interface ExplainRequest {
  readonly of: ExplainedAnswer;
  /** `integratedGradients` when absent. */
  readonly method?: ExplanationMethod;
  /** `mask` when absent. */
  readonly baseline?: ExplanationBaseline;
  /** With occlusion, runs of up to so many words are left out together as well; 1 when absent, 5 at most. */
  readonly longestSpan?: number;
}

/** A word of the text, or of the second one, and its part of the answer. */
export interface WordContribution extends TextRange {
  readonly text: string;
  /** 0 for the text, 1 for the second one (the question, for a passage). */
  readonly sequence: number;
  readonly contribution: number;
}

/** Words that stand together, from `first` to `last` of the words, and what the answer loses without all of them. */
export interface SpanContribution {
  readonly first: number;
  readonly last: number;
  readonly contribution: number;
}

/** What is explained: the log-odds of the answer's probability, its logit minus another's, or a value as it is. */
export type ExplainedMeasure = 'logOdds' | 'logitDifference' | 'value';

/** An answer that the model might give. */
export interface AnswerCandidate {
  readonly answer: string;
  /** Absent for a value. */
  readonly probability?: number;
  /** The part of the text, for a passage. */
  readonly range?: TextRange;
}

export interface Explanation {
  readonly answer: string;
  readonly against?: string;
  readonly measure: ExplainedMeasure;
  /** The likeliest answers, best first, the explained one among them. */
  readonly candidates: readonly AnswerCandidate[];
  /** Of the text, and of the same text with every word at its baseline. */
  readonly value: number;
  readonly baselineValue: number;
  readonly method: ExplanationMethod;
  readonly baseline: ExplanationBaseline;
  readonly words: readonly WordContribution[];
  /** Runs of two words and more, the largest contribution first; only if asked for. */
  readonly spans?: readonly SpanContribution[];
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
  /** The layer of each application. */
  readonly layers: readonly number[];
  readonly heads: number;
  readonly values: Float32Array;
  readonly totals: Readonly<Record<AttentionTerm, number>>;
}

/**
 * What the answer loses when one term of one head is set to its mean over the keys, [applications, heads, 3], and when
 * the head gives nothing at all, [applications, heads]: exact, each by itself.
 */
export interface HeadEffects {
  readonly layers: readonly number[];
  readonly heads: number;
  readonly terms: Float32Array;
  readonly whole: Float32Array;
}

/** A part of attention to switch off: a term, set to its mean over the keys, or a whole head, which gives nothing. */
export interface SwitchedOff {
  /** The application of a layer, from 0; all when absent. */
  readonly application?: number;
  /** All heads when absent. */
  readonly head?: number;
  /** The whole head when absent. */
  readonly term?: AttentionTerm;
}

/** Asks what an answer becomes in another text, or with parts of attention switched off. */
export interface WhatIfRequest {
  readonly of: ExplainedAnswer;
  readonly off?: readonly SwitchedOff[];
}

export interface WhatIfAnswer {
  /** The measure's value for the answer that was asked about. */
  readonly value: number;
  readonly candidates: readonly AnswerCandidate[];
}

/** Asks how an answer changes as words are taken out, or put in, in the order of their contributions. */
export interface FaithfulnessRequest {
  readonly of: ExplainedAnswer;
  readonly baseline?: ExplanationBaseline;
  /** A number for each word of the explanation: the largest goes first. */
  readonly contributions: readonly number[];
  /** Orders drawn at random to compare with; 5 when absent. */
  readonly randomOrders?: number;
}

/** An answer by how many words are out (deletion) or in (insertion), from 0 to all of them. */
export interface AnswerCurves {
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
}

/**
 * Curves of the answer's probability, or of the measure where it isn't log-odds (Petsiuk et al. 2018). An order is
 * faithful if its deletion falls faster, and its insertion rises faster, than random orders do.
 */
export interface Faithfulness {
  readonly isProbability: boolean;
  readonly curves: AnswerCurves;
  /** The mean over the random orders. */
  readonly random: AnswerCurves;
  /** Area under each curve with all words as one unit. */
  readonly areas: Readonly<Record<keyof AnswerCurves, number>>;
  readonly randomAreas: Readonly<Record<keyof AnswerCurves, number>>;
}

/** Asks what a model guesses after each layer, for a mask or for a word that may be replaced. */
export interface LayerGuessesRequest {
  readonly of: ExplainedWord | ExplainedReplacement;
  /** Guesses a step, 1 to 20; 5 when absent. */
  readonly topK?: number;
}

/** What the head says of the hidden state after a layer, or after a pass of the mask decoder through the last layer. */
export interface LayerGuess {
  /** From 0; −1 for the embeddings. */
  readonly layer: number;
  /** From 0; only for the mask decoder. */
  readonly pass?: number;
  readonly guesses: readonly AnswerCandidate[];
  /** Of the final answer: its probability here, and its place among all words, from 1. */
  readonly probability: number;
  readonly rank?: number;
}

export interface LayerGuesses {
  readonly answer: string;
  readonly steps: readonly LayerGuess[];
}
