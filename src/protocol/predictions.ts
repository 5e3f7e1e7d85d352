import type { TextRange } from './text';

/** One candidate for a mask. `text` is what would be inserted, without the white space that begins a word. */
export interface MaskCandidate {
  readonly id: number;
  /** The vocabulary's own spelling, e.g. `▁word` or `Ġword`. */
  readonly token: string;
  readonly text: string;
  /** Whether the token begins a word, that is, brings white space before it. */
  readonly startsWord: boolean;
  readonly logit: number;
  /** Natural logarithm of the probability among all real tokens of the vocabulary. */
  readonly logProbability: number;
}

/** Candidates of one mask, best first. `range` is the masked range in the request's text. */
export interface MaskPrediction {
  readonly range: TextRange;
  readonly candidates: readonly MaskCandidate[];
}

/** config.json's `problem_type`: one label, scores sum to 1; any number of labels, each scored alone; values. */
export type ProblemType = 'single_label_classification' | 'multi_label_classification' | 'regression';

/**
 * How labels were compared: by the model's own head, by entailment, by their words' probability in a prompt, or all in
 * one pass by a model trained for that.
 */
export type ClassificationMethod = 'trained' | 'nli' | 'cloze' | 'gliclass';

/** Scores of several texts for the same labels. */
export interface Classifications {
  readonly method: ClassificationMethod;
  readonly problemType: ProblemType;
  readonly labels: readonly string[];
  /** One entry a text, in the order of the request. */
  readonly texts: readonly TextScores[];
}

/** One text's scores, in the order of the labels. */
export interface TextScores {
  readonly scores: readonly number[];
  /** Before softmax or sigmoid and temperature. Over several windows the mean; for independent labels the largest. */
  readonly logits: readonly number[];
  /** Overlapping windows in which the text was read. */
  readonly windows: number;
  /** Whether text remains after the last window. */
  readonly truncated: boolean;
}

/** A token with the probability, by a replaced-token head, that it is not the original one. */
export interface ReplacedToken {
  readonly range: TextRange;
  readonly token: string;
  readonly probability: number;
}
