import type { LearnedTask, TrainingRun } from '../../../protocol/training';

export const runTexts: Readonly<Record<TrainingRun, string>> = {
  sift: 'SiFT',
  plain: 'standard',
  adapt: 'masked words',
};

/** What decides which epoch is the best. */
export const scoreTexts: Readonly<Record<LearnedTask, string>> = {
  single_label_classification: 'Macro-F1',
  multi_label_classification: 'Macro-F1',
  regression: 'Pearson’s r',
  token_classification: 'Entity F1',
};

/** A share as percent with one decimal. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A duration in words a person reads at a glance. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
