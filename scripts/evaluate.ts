import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { limitsOf, markdownTables, tasks, type Results, type Scores, type TaskName } from './lib/evaluationTables';

/**
 * Measures a model on every task of `evaluate-lm`, whole and with each part switched off, beside count baselines and
 * another model, and prints Markdown: one table of all tasks, one of the sources and one of BLiMP's phenomena.
 *
 *     npm run evaluate -- MODEL --held-out DIR --data DIR [--baseline TEXT] [--beside MODEL] [--limits blimp=100,…]
 *                         [--out FILE] [--tasks blimp,…] [--rows "whole,without EMD",…] [--threads N] [--cache DIR]
 *
 * `--held-out`: a folder of plain text, a source a file. `--data`: a folder with lambada, blimp, swords and wikitext2.
 * `--limits`: lines, pairs or words of each file of a task. Every result is written to FILE at once, and what FILE
 * holds is not measured again, so that a run goes on where it was cut off, and can be split with `--tasks` and
 * `--rows`.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'held-out': { type: 'string' },
    data: { type: 'string' },
    baseline: { type: 'string' },
    beside: { type: 'string' },
    limits: { type: 'string', default: '' },
    out: { type: 'string' },
    tasks: { type: 'string' },
    rows: { type: 'string' },
    threads: { type: 'string' },
    cache: { type: 'string' },
  },
});

const model = positionals[0] ?? 'bundled';
const limits = limitsOf(values.limits);
const folders: Readonly<Record<TaskName, string | undefined>> = {
  masked: values['held-out'] === undefined ? undefined : unpacked(values['held-out']),
  wikitext: inData('wikitext2'),
  lambada: inData('lambada'),
  blimp: inData('blimp'),
  swords: inData('swords'),
};

/** Rows of the tables in the order in which they are measured: what says most comes first. */
const rows: readonly { readonly name: string; readonly model: string; readonly words: readonly string[] }[] = [
  { name: 'whole', model, words: given('baseline') },
  ...(values.beside === undefined ? [] : [{ name: path.basename(values.beside), model: values.beside, words: [] }]),
  { name: 'without EMD', model, words: ['--emd', 'off'] },
  { name: 'without C2P', model, words: ['--without', 'c2p'] },
  { name: 'without P2C', model, words: ['--without', 'p2c'] },
];

const results: Results =
  values.out !== undefined && existsSync(values.out)
    ? (JSON.parse(readFileSync(values.out, 'utf8')) as Results)
    : { limits, tasks: {} };
if (JSON.stringify(results.limits) !== JSON.stringify(limits)) {
  throw new Error(
    `${values.out} was measured with other limits: ${JSON.stringify(results.limits)}. Give another --out.`,
  );
}
for (const row of rows) {
  for (const task of Object.keys(tasks) as TaskName[]) {
    const folder = folders[task];
    const done = (results.tasks[task] ??= {});
    if (folder === undefined || done[row.name] !== undefined) continue;
    if (!isAsked(values.tasks, task) || !isAsked(values.rows, row.name)) continue;
    const measured = evaluate(task, folder, row.model, row.words);
    for (const [name, scores] of Object.entries(measured)) {
      if (name === 'model') done[row.name] = scores;
      else if (name === 'unigram' || name === 'trigram') done[name] = scores;
    }
    if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(results, undefined, 1)}\n`);
  }
}
console.log(markdownTables(results));

function isAsked(list: string | undefined, name: string): boolean {
  return list === undefined || list.split(',').includes(name);
}

function inData(name: string): string | undefined {
  return values.data === undefined ? undefined : unpacked(path.join(values.data, name));
}

/** The folder, or a copy with unpacked files if some are packed with xz, which `evaluate-lm` does not read. */
function unpacked(folder: string): string {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.(txt|jsonl?|tokens)(\.\w+)?$/.test(name))
    : [];
  if (!names.some((name) => name.endsWith('.xz'))) return folder;
  const copy = path.join(__dirname, '../.cache/evaluation', path.basename(folder));
  mkdirSync(copy, { recursive: true });
  for (const name of names) {
    const contents = name.endsWith('.xz')
      ? execFileSync('xz', ['-dc', path.resolve(folder, name)], { maxBuffer: 1e9 })
      : readFileSync(path.join(folder, name));
    writeFileSync(path.join(copy, name.replace(/\.xz$/, '')), contents);
  }
  return copy;
}

function given(name: 'baseline' | 'cache' | 'threads'): string[] {
  const value = values[name];
  return value === undefined ? [] : [`--${name}`, value];
}

function evaluate(task: TaskName, folder: string, of: string, words: readonly string[]): Record<string, Scores> {
  const program = path.join(__dirname, '../dist/cli.js');
  const all = ['evaluate-lm', of, '--task', task, '--data', folder, '--limit', `${limits[task]}`];
  const more = [...words, ...given('cache'), ...given('threads'), '--json'];
  const output = execFileSync(process.execPath, [program, ...all, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e9,
  });
  return JSON.parse(output) as Record<string, Scores>;
}
