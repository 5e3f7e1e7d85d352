import type { TaskFile } from './taskFile';
import type { MaskedRow, MaskScore } from '../../../protocol/engineApi';
import type { Encoding } from '../../../protocol/text';

/** Whatever predicts masked tokens from their row: a model, or counts of a text. */
export interface MaskScorer {
  /** Scores of every mask of every row, in order; `topK` best tokens each. */
  score(rows: readonly MaskedRow[], topK: number): Promise<readonly (readonly MaskScore[])[]>;
}

/** A model's vocabulary as the tasks need it. */
export interface Vocabulary {
  /** Texts to ids, [CLS] and [SEP] included. */
  tokenIds(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  /** A text with its tokens' ranges. */
  encode(text: string): Promise<Encoding>;
  /** Tokens that fit into a row. */
  readonly maxTokens: number;
}

export interface Measured {
  readonly scorer: MaskScorer;
  readonly vocabulary: Vocabulary;
}

/** How much is measured: lines, pairs or words a file, and tokens a row. */
export interface TaskOptions {
  readonly limit: number;
  readonly length: number;
}

/** What was measured, by name: counts, shares from 0 to 1, and losses in nats. */
export type Metrics = Readonly<Record<string, number>>;

/** Measures one file of a task. @throws RequestError when the file is not in the task's format */
export type TaskRun = (measured: Measured, file: TaskFile, options: TaskOptions) => Promise<Metrics>;
