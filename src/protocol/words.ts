import type { TextRange } from './text';

/** The maximum number of pieces in a word that the engine builds. */
export const maxPieces = 3;

/** Asks for whole words in place of `range`: the word there, or an empty range to insert one. */
export interface FillWordsRequest {
  readonly text: string;
  readonly range: TextRange;
  /** Letters that the word must begin and end with, whatever their case; need not be a piece of the vocabulary. */
  readonly prefix?: string;
  readonly suffix?: string;
  /** Words to bring back, 1 to 1000. */
  readonly topK: number;
  /** The most pieces of a word: 1 is one forward pass, up to 3 a beam search. */
  readonly pieces: number;
}

/** A whole word. `text` is spelled as the vocabulary spells it, without the space before it. */
export interface WordCandidate {
  readonly text: string;
  readonly pieces: number;
  /** Whether it begins with a piece that brings white space before it. */
  readonly startsWord: boolean;
  /** docs/math.md, "Whole words". */
  readonly logProbability: number;
}

/** Words for one place, best first. */
export interface WordPrediction {
  readonly words: readonly WordCandidate[];
  /** Probability of all tokens that were not looked at: 0 when `prefix` made the list of single pieces complete. */
  readonly unseen: number;
}

/** Asks for the log-probability of given words in the place of `range`, by the measure of `fillWords`. */
export interface ScoreWordsRequest {
  readonly text: string;
  readonly range: TextRange;
  readonly words: readonly string[];
}

/** Asks how likely words are in place of those in `range`, which the model sees: similar words score higher. */
export interface ScoreSubstitutesRequest {
  readonly text: string;
  readonly range: TextRange;
  readonly words: readonly string[];
}

/** Asks for other wordings of the words in `range`, with as many pieces, one less and one more. */
export interface FillPhraseRequest {
  readonly text: string;
  readonly range: TextRange;
  readonly topK: number;
}

/** A wording with its mean log-probability a piece. */
export interface PhraseCandidate {
  readonly text: string;
  readonly pieces: number;
  readonly meanLogProbability: number;
}

/** Wordings, best first, and the same measure of what stands there. */
export interface PhrasePrediction {
  readonly phrases: readonly PhraseCandidate[];
  readonly original: PhraseCandidate;
}

/** Asks for words in several places at once, each chosen in view of the others. Ranges must not overlap. */
export interface FillBlanksRequest {
  readonly text: string;
  readonly blanks: readonly TextRange[];
  /** Answers to bring back, 1 to 20. */
  readonly topK: number;
  /** The most pieces of a word. */
  readonly pieces: number;
}

/** One answer: a word for each blank, in order, and their mean log-probability with all others filled in. */
export interface BlanksFilling {
  readonly words: readonly WordCandidate[];
  readonly meanLogProbability: number;
}

/** Asks how well words fit where they stand. */
export interface JudgeWordsRequest {
  readonly text: string;
  readonly ranges: readonly TextRange[];
}

/** How well a word fits: the log-probability of it, and of the piece that the model prefers, with its place masked. */
export interface JudgedWord {
  readonly range: TextRange;
  readonly pieces: number;
  readonly logProbability: number;
  readonly bestLogProbability: number;
}
