/** Metrics of one file, or their mean over the files, by name. */
export type Metrics = Readonly<Record<string, number>>;

/** What `evaluate-lm` gives for a task. */
export type Scores = { readonly files: Readonly<Record<string, Metrics>>; readonly mean: Metrics };

/**
 * The tasks, in the order of the tables: how many items of a file are measured unless something else is asked for,
 * which metrics stand in the table, and which one stands in the table of the files.
 */
export const tasks = {
  masked: { limit: 200, columns: { top1: 'top-1', top5: 'top-5', loss: 'loss' }, detail: 'top1' },
  wikitext: { limit: 1000, columns: { top1: 'top-1', loss: 'loss' }, detail: undefined },
  lambada: { limit: 5000, columns: { top1: 'top-1', top5: 'top-5', loss: 'loss' }, detail: undefined },
  blimp: { limit: 200, columns: { accuracy: 'accuracy' }, detail: 'accuracy' },
  swords: { limit: 400, columns: { gap: 'GAP', precisionAt1: 'P@1', precisionAt3: 'P@3' }, detail: undefined },
} as const satisfies Readonly<
  Record<string, { limit: number; columns: Readonly<Record<string, string>>; detail: string | undefined }>
>;

export type TaskName = keyof typeof tasks;

/** Everything measured so far: of each task the scores by row (a model, a variant of it, or a baseline). */
export type Results = {
  readonly limits: Readonly<Record<TaskName, number>>;
  readonly tasks: Partial<Record<TaskName, Record<string, Scores>>>;
};

/** The tasks' limits, with those of `blimp=100,swords=50` replaced. @throws Error for anything else */
export function limitsOf(text: string): Record<TaskName, number> {
  const names = Object.keys(tasks) as TaskName[];
  const asked = new Map<string, number>();
  for (const pair of text.split(',').filter((part) => part !== '')) {
    const [, name, count] = /^([a-z]+)=([1-9]\d*)$/.exec(pair) ?? [];
    if (!names.some((task) => task === name)) throw new Error(`--limits takes TASK=NUMBER,…, not "${pair}".`);
    asked.set(name!, Number(count));
  }
  return Object.fromEntries(names.map((name) => [name, asked.get(name) ?? tasks[name].limit])) as Record<
    TaskName,
    number
  >;
}

/** A table of all tasks, and one for each task with several files. Losses in nats, everything else in percent. */
export function markdownTables({ tasks: measured }: Results): string {
  const present = (Object.keys(tasks) as TaskName[]).filter((task) => Object.keys(measured[task] ?? {}).length > 0);
  const columns = present.flatMap((task) =>
    Object.entries(tasks[task].columns).map(([metric, title]) => ({ task, metric, title: `${task} ${title}` })),
  );
  const rows = new Set(present.flatMap((task) => Object.keys(measured[task]!)));
  const summary = [...rows].map((row) => [
    row,
    ...columns.map(({ task, metric }) => cell(metric, measured[task]![row]?.mean[metric])),
  ]);
  return [table(['', ...columns.map(({ title }) => title)], summary), ...present.flatMap(fileTable)].join('\n\n');

  function fileTable(task: TaskName): string[] {
    const { detail } = tasks[task];
    if (detail === undefined) return [];
    const scores = Object.entries(measured[task]!);
    const files = Object.keys(scores[0]![1].files);
    const lines = files.map((file) => [file, ...scores.map(([, { files: of }]) => cell(detail, of[file]?.[detail]))]);
    return [table([task, ...scores.map(([row]) => row)], lines)];
  }
}

function cell(metric: string, value: number | undefined): string {
  if (value === undefined) return '';
  return metric === 'loss' ? value.toFixed(3) : (100 * value).toFixed(1);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}
