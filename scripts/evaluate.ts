import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Measures a model on every task of `evaluate-lm`, whole and with each part switched off, beside count baselines, and
 * prints one table; `--out` keeps everything as JSON. After a build:
 *
 *     npm run evaluate -- MODEL --held-out DIR --data DIR [--baseline TEXT] [--limit N] [--out FILE]
 *
 * `--held-out`: a folder of plain text, a source a file. `--data`: a folder with lambada, blimp, swords and wikitext2.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'held-out': { type: 'string' },
    data: { type: 'string' },
    baseline: { type: 'string' },
    limit: { type: 'string', default: '200' },
    out: { type: 'string' },
    cache: { type: 'string' },
  },
});

type Metrics = Readonly<Record<string, number>>;
type Scores = { readonly files: Readonly<Record<string, Metrics>>; readonly mean: Metrics };

const tasks = [
  { task: 'masked', folder: values['held-out'], columns: { top1: 'top-1', top5: 'top-5', loss: 'loss' } },
  { task: 'wikitext', folder: inData('wikitext2'), columns: { top1: 'top-1', loss: 'loss' } },
  { task: 'lambada', folder: inData('lambada'), columns: { top1: 'top-1', top5: 'top-5', loss: 'loss' } },
  { task: 'blimp', folder: inData('blimp'), columns: { accuracy: 'accuracy' } },
  { task: 'swords', folder: inData('swords'), columns: { gap: 'GAP', precisionAt1: 'P@1', precisionAt3: 'P@3' } },
] as const;

const variants: Readonly<Record<string, readonly string[]>> = {
  model: [],
  'without EMD': ['--emd', 'off'],
  'without c2p': ['--without', 'c2p'],
  'without p2c': ['--without', 'p2c'],
};

const results: Record<string, Record<string, Scores>> = {};
for (const { task, folder } of tasks) {
  if (folder === undefined) continue;
  const rows: Record<string, Scores> = (results[task] = {});
  for (const [name, words] of Object.entries(variants)) {
    const measured = evaluate(task, folder, name === 'model' ? [...words, ...given('baseline')] : words);
    rows[name] = measured.model!;
    for (const baseline of ['unigram', 'trigram']) {
      if (measured[baseline] !== undefined) rows[baseline] = measured[baseline];
    }
  }
}
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(results, undefined, 1)}\n`);
print();

function inData(name: string): string | undefined {
  return values.data === undefined ? undefined : path.join(values.data, name);
}

function given(name: 'baseline' | 'cache'): string[] {
  const value = values[name];
  return value === undefined ? [] : [`--${name}`, value];
}

function evaluate(task: string, folder: string, words: readonly string[]): Record<string, Scores> {
  const program = path.join(__dirname, '../dist/cli.js');
  const all = ['evaluate-lm', positionals[0] ?? 'bundled', '--task', task, '--data', folder, '--limit', values.limit];
  const output = execFileSync(process.execPath, [program, ...all, ...words, ...given('cache'), '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e9,
  });
  return JSON.parse(output) as Record<string, Scores>;
}

/** One row a variant, one column a metric; losses in nats, everything else in percent. */
function print(): void {
  const columns = tasks.flatMap(({ task, columns: names }) =>
    results[task] === undefined ? [] : Object.entries(names).map(([metric, title]) => ({ task, metric, title })),
  );
  console.log(`|  | ${columns.map(({ task, title }) => `${task} ${title}`).join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(columns.length)}`);
  const rows = new Set(Object.values(results).flatMap((variantsOfTask) => Object.keys(variantsOfTask)));
  for (const row of rows) {
    const cells = columns.map(({ task, metric }) => {
      const value = results[task]?.[row]?.mean[metric];
      if (value === undefined) return '';
      return metric === 'loss' ? value.toFixed(3) : (100 * value).toFixed(1);
    });
    console.log(`| ${row} | ${cells.join(' | ')} |`);
  }
}
