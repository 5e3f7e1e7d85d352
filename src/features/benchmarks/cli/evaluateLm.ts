import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { baselines, countNeighbors, countScorer } from '../core/countScorer';
import { engineScorer, engineVocabulary } from '../core/engineScorer';
import type { Measured } from '../core/task';
import { runTask, tasks, type TaskName, type TaskResult } from '../core/runTask';
import { takeLines } from '../core/taskFile';
import { readTaskFiles } from './readTaskFiles';
import type { ModelPart } from '../../../protocol/engineApi';
import { type Arguments, number, option, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { UsageError } from '../../../terminal/usage';

/** `evaluate-lm`: measures a masked language model on a file, or a folder of files, of one of the tasks. */
export const evaluateLm: Command = {
  takes: 'MODEL',
  does: 'how well a model predicts masked tokens',
  options: {
    task: [Object.keys(tasks).join('|'), 'what is measured'],
    data: ['PATH', 'a file of the task, or a folder of them'],
    limit: ['N', 'lines, pairs or words of each file, spread evenly over it'],
    length: ['TOKENS', 'maximum number of tokens in a row'],
    emd: ['on|off', 'whether the mask decoder is used'],
    without: ['c2p|p2c', 'a term of attention to switch off'],
    baseline: ['TEXT', 'a file: also measures predictions from its token counts'],
    json: 'a JSON object',
  },
  example: 'bundled --task masked --data notes.txt --limit 100',
  async run({ given, engine, model, json }) {
    const task = taskOf(given);
    const without = partsOf(given);
    const options = { limit: number(given, 'limit', 1e9, 1, 1e9), length: number(given, 'length', 128, 8, 512) };
    const baseline = option(given, 'baseline');
    const files = await readTaskFiles(text(given, 'data'));
    const vocabulary = await engineVocabulary(engine, model);
    const length = Math.min(options.length, vocabulary.maxTokens);
    const measure = (scorer: Measured['scorer']) =>
      runTask(task, { scorer, vocabulary }, files, { ...options, length });

    const results: Record<string, TaskResult> = { model: await measure(engineScorer(engine, model, without)) };
    if (baseline !== undefined) {
      const [corpus] = await readTaskFiles(baseline);
      const counts = await countNeighbors(vocabulary, takeLines(corpus!, Infinity));
      for (const name of baselines) results[name] = await measure(countScorer(counts, name));
    }
    if (json) return printJson({ task, without, length, ...results });
    for (const [name, result] of Object.entries(results)) show(name, result, print);
  },
};

function taskOf(given: Arguments): TaskName {
  const name = text(given, 'task');
  if (!Object.hasOwn(tasks, name)) throw new UsageError(plain`--task takes one of ${Object.keys(tasks).join(', ')}.`);
  return name as TaskName;
}

function partsOf(given: Arguments): ModelPart[] {
  const emd = option(given, 'emd') ?? 'on';
  const without = option(given, 'without');
  if (emd !== 'on' && emd !== 'off') throw new UsageError(plain`--emd takes on or off.`);
  if (without !== undefined && without !== 'c2p' && without !== 'p2c') {
    throw new UsageError(plain`--without takes c2p or p2c.`);
  }
  const term: ModelPart[] = without === undefined ? [] : [without];
  return emd === 'off' ? ['emd', ...term] : term;
}

function show(name: string, { files, mean }: TaskResult, print: (line: string) => void): void {
  const line = (title: string, metrics: Readonly<Record<string, number>>) => {
    const values = Object.entries(metrics).map(([metric, value]) => `${metric} ${format(value)}`);
    print(`  ${title}: ${values.join('  ')}`);
  };
  print(name);
  for (const [file, metrics] of Object.entries(files)) line(file, metrics);
  if (Object.keys(files).length > 1) line('mean', mean);
}

function format(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(4);
}
