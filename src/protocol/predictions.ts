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

/** Scores of a sequence-classification head, in label order: softmax for single-label models, sigmoid for multi-label, the raw value for regression. */
export interface Classification {
  readonly labels: readonly LabelScore[];
}

export interface LabelScore {
  readonly label: string;
  readonly score: number;
  readonly logit: number;
}

/** A token with the probability, by a replaced-token head, that it is not the original one. */
export interface ReplacedToken {
  readonly range: TextRange;
  readonly token: string;
  readonly probability: number;
}
