import type { TextRange } from './text';

/** Asks for the parts of passages that answer a question. Long passages are read whole, in overlapping windows. */
export interface AnswerQuestionRequest {
  readonly question: string;
  readonly passages: readonly string[];
  /** Answers a passage; 1 when absent. */
  readonly topK?: number;
  /** The longest answer in tokens; 15 when absent. */
  readonly maxAnswerTokens?: number;
  /** Whether answers are whole words; true when absent. */
  readonly wholeWords?: boolean;
}

/** A part of a passage and the probability that it is the answer, among all parts of the window it was read in. */
export interface Answer extends TextRange {
  readonly score: number;
}

export interface PassageAnswers {
  /** Best first. */
  readonly answers: readonly Answer[];
  /** The probability that the passage does not answer the question: the lowest of its windows. */
  readonly noAnswer: number;
}
