import type { Measured } from './maskScorer';
import type { Metrics, TaskOptions, TaskRun } from './task';
import type { TaskFile } from './taskFile';
import { blimp } from './tasks/blimp';
import { lambada } from './tasks/lambada';
import { masked } from './tasks/masked';
import { swords } from './tasks/swords';
import { wikitext } from './tasks/wikitext';

/** The measurements there are, by name. */
export const tasks = { masked, lambada, blimp, swords, wikitext } as const satisfies Readonly<Record<string, TaskRun>>;

export type TaskName = keyof typeof tasks;

/** What a task gave for each file, and the mean over the files, in which each counts the same. */
export interface TaskResult {
  readonly files: Readonly<Record<string, Metrics>>;
  readonly mean: Metrics;
}

/** Runs a task over its files. */
export async function runTask(
  name: TaskName,
  measured: Measured,
  files: readonly TaskFile[],
  options: TaskOptions,
): Promise<TaskResult> {
  const results: Record<string, Metrics> = {};
  for (const file of files) results[file.name] = await tasks[name](measured, file, options);
  const all = Object.values(results);
  const names = Object.keys(all[0] ?? {});
  const mean = (metric: string) => all.reduce((sum, metrics) => sum + metrics[metric]!, 0) / all.length;
  return { files: results, mean: Object.fromEntries(names.map((metric) => [metric, mean(metric)])) };
}
