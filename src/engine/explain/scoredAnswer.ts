import type { AnswerCandidate, ExplainedMeasure, WordContribution } from '../../protocol/explanations';
import type { ExplainVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
import { logSumExp, softmax } from '../batch/probability';

/** A word of the texts, without its part of the answer. */
export type ExplainedPlace = Omit<WordContribution, 'contribution'>;

/** A row of tokens that is run for an answer, and what is taken of its logits, by their flat index. */
export interface ScoredRow {
  readonly head: ExplainVariant['head'];
  readonly ids: readonly number[];
  readonly types: readonly number[];
  /** What the head takes beside the tokens of so many equal rows. */
  readonly inputs?: (rows: number) => Tensors;
  readonly outputs: number;
  /** Single logits. */
  readonly picked: readonly number[];
  /** Logits whose log Σ exp is taken. */
  readonly groups: readonly (readonly number[])[];
  /** The tokens of each word. */
  readonly words: readonly (readonly number[])[];
}

/** A weighted sum of what is taken of one row's logits: of `picked`, then of `groups`. */
export interface Score {
  readonly row: number;
  readonly weights: readonly number[];
  readonly constant?: number;
}

/**
 * An answer as numbers: its measure is the first score less the log Σ exp of the others, or the score itself where
 * there is no other. For the logits of labels that exclude each other this is the log-odds of their softmax.
 */
export interface ScoredAnswer {
  readonly answer: string;
  readonly against?: string;
  readonly measure: ExplainedMeasure;
  readonly candidates: readonly AnswerCandidate[];
  readonly words: readonly ExplainedPlace[];
  readonly rows: readonly ScoredRow[];
  readonly scores: readonly Score[];
  /** Divides the logits. */
  readonly temperature: number;
}

/** Labels as scores of rows: `scores` in the order of the labels, and for independent ones what each has to beat. */
export interface LabelScores {
  readonly rows: readonly ScoredRow[];
  readonly scores: readonly Score[];
  readonly contrary?: readonly Score[];
  readonly temperature: number;
}

/** The measure from what was taken of each row's logits. */
export function measured({ scores }: ScoredAnswer, taken: readonly Float32Array[]): number {
  const [own, ...others] = scoreValues(scores, taken);
  return others.length === 0 ? own! : own! - logSumExp(Float32Array.from(others));
}

/** ∂measure/∂taken of each row: with one other score or none it's the same whatever was taken. */
export function slopes({ scores, rows }: ScoredAnswer, taken: readonly Float32Array[]): number[][] {
  const others = scores.length > 2 ? softmax(scoreValues(scores, taken).slice(1)) : [1];
  return rows.map((row, index) => {
    const sums = new Array<number>(row.picked.length + row.groups.length).fill(0);
    scores.forEach((score, i) => {
      if (score.row !== index) return;
      const slope = i === 0 ? 1 : -others[i - 1]!;
      score.weights.forEach((weight, place) => (sums[place]! += slope * weight));
    });
    return sums;
  });
}

/** Whether the slopes depend on what was taken. */
export function isCurved({ scores }: ScoredAnswer): boolean {
  return scores.length > 2;
}

function scoreValues(scores: readonly Score[], taken: readonly Float32Array[]): number[] {
  return scores.map(({ row, weights, constant = 0 }) =>
    weights.reduce((sum, weight, i) => sum + weight * taken[row]![i]!, constant),
  );
}
