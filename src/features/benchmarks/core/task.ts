import type { Measured } from './maskScorer';
import type { TaskFile } from './taskFile';

/** How much is measured: lines, pairs or words a file, and tokens a row. */
export interface TaskOptions {
  readonly limit: number;
  readonly length: number;
}

/** What was measured, by name: counts, shares from 0 to 1, and losses in nats. */
export type Metrics = Readonly<Record<string, number>>;

/** Measures one file of a task. @throws RequestError when the file is not in the task's format */
export type TaskRun = (measured: Measured, file: TaskFile, options: TaskOptions) => Promise<Metrics>;
