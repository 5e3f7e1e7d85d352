import type { TrainingJob, TrainingProgress, TrainingResults } from './training';

/** What the training process is told, over the channel of `fork`. */
export type TrainingRequest =
  { readonly kind: 'start'; readonly job: TrainingJob } | { readonly kind: 'pause' | 'resume' | 'stop' };

/** What the training process tells. After `done` or `failed` it ends. */
export type TrainingMessage =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'done'; readonly result: TrainingResults[keyof TrainingResults] }
  /** `name` is that of a UserError, or empty for a fault. */
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };
