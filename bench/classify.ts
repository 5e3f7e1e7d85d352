import { copyFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { LoadedModel } from '../src/engine/loadedModel';
import { classifyUnits } from '../src/features/classification/core/classifyUnits';
import type { CandidateLabels } from '../src/protocol/labelTemplate';
import { goEmotions, hasEvaluationData, sst2, trec } from './labeledTexts';
import { row } from './measure';
import { batchPasses, singlePasses, type NaivePass } from './naiveClassifier';
import { randomCheckpoint } from './randomCheckpoint';
import { shuffled } from './shuffled';

const bundled = path.join(__dirname, '../models/bundled');
const directory = path.join(os.tmpdir(), 'deberta-bench');
const template = '{text} It was about {label}.';
/** Ten labels; of the bundled vocabulary's one and two pieces. */
const labels = ['sports', 'politics', 'music', 'film', 'science', 'health', 'food', 'family', 'work', 'the weather'];
const own: CandidateLabels = { labels, template };

/** The models that are compared. */
const cases = {
  cloze: () => Promise.resolve(bundled),
  'nli-tiny': () => nliCheckpoint('tiny', 3, 192),
  'nli-small': () => nliCheckpoint('v3-small', 6, 768),
};

/**
 * Sentences a second with ten labels, over real sentences of three test sets, mixed: as the editor asks, against the
 * plain loop of ./naiveClassifier over a share of the same sentences. They run in turns, request by request, so that a
 * slow spell of the machine meets all of them. The last column is the largest difference between the two in any label's
 * logit. `tsx bench/classify.ts [CASE…] [--sentences 2000] [--threads 0]`; nli-small takes minutes.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { sentences: { type: 'string', default: '2000' }, threads: { type: 'string', default: '0' } },
  });
  if (!hasEvaluationData) throw new Error('The sentences are expected in ../shared/evaluation.');
  const count = Number(values.sentences);
  const sets = [trec('train'), sst2('train'), goEmotions('train')];
  const each = sets.map(({ texts }) => shuffled(texts, 1).slice(0, Math.ceil(count / sets.length)));
  const sentences = shuffled(each.flat(), 2)
    .slice(0, count)
    .map(({ text }) => text.trim());
  const names = (positionals.length > 0 ? positionals : Object.keys(cases)) as (keyof typeof cases)[];
  console.log(row('model', 'sentences', 'ours/s', 'one row/s', '32 rows/s', 'ratio', 'to 32 rows', 'difference'));
  for (const name of names) await compare(name, sentences, Number(values.threads));
}

async function compare(name: keyof typeof cases, sentences: readonly string[], threads: number): Promise<void> {
  const model = await cases[name]();
  const options = { cacheDirectory: path.join(directory, 'compiled'), provider: 'cpu', threads } as const;
  const engine = createEngine(options);
  const loaded = await LoadedModel.open(model, options);
  const runner = await loaded.runner({});
  const units = [...new Set(sentences)].map((text) => ({ text }));
  const texts = units.map(({ text }) => text);
  const single = new Turns(singlePasses(runner, texts, own));
  const batched = new Turns(batchPasses(runner, texts, own));
  // Compiled and warm.
  const warming = classifyUnits(engine, { model, own }, units.slice(0, 32));
  while ((await warming.next()).done !== true);
  for (const pass of [...single.passes.slice(0, 10), ...batched.passes.slice(0, 2)]) await pass.run();

  const found = new Map<string, readonly number[]>();
  const requests = classifyUnits(engine, { model, own }, units);
  let milliseconds = 0;
  for (;;) {
    const started = performance.now();
    const batch = await requests.next();
    milliseconds += performance.now() - started;
    if (batch.done === true) break;
    for (const { unit, scores } of batch.value.results) found.set(unit.text, scores.logits);
    await single.runUpTo(found.size / units.length);
    await batched.runUpTo(found.size / units.length);
  }
  const rate = (1000 * units.length) / milliseconds;
  const ratios = [rate / single.rate, rate / batched.rate];
  const difference = spread(texts, found, single.scores).toExponential(1);
  console.log(row(name, `${units.length}`, rate, single.rate, batched.rate, ...ratios, difference));
  await loaded.close();
  await engine.dispose();
}

/** Forward passes that are run bit by bit, and what they took. */
class Turns {
  readonly scores: { readonly label: number; readonly text: number; readonly score: number }[] = [];
  #done = 0;
  #milliseconds = 0;

  constructor(readonly passes: readonly NaivePass[]) {}

  /** Texts a second, each with all labels. */
  get rate(): number {
    return (1000 * this.scores.length) / labels.length / this.#milliseconds;
  }

  /** Runs passes until so large a share of them is done. */
  async runUpTo(share: number): Promise<void> {
    while (this.#done < share * this.passes.length) {
      const { label, texts, run } = this.passes[this.#done++]!;
      const started = performance.now();
      const scores = await run();
      this.#milliseconds += performance.now() - started;
      texts.forEach((text, i) => this.scores.push({ label, text, score: scores[i]! }));
    }
  }
}

/** The largest difference of a label's logits; for cloze logits, which lack a constant, the spread of differences. */
function spread(texts: readonly string[], found: Map<string, readonly number[]>, plain: Turns['scores']): number {
  const spreads = labels.map((_, label) => {
    const differences = plain
      .filter((one) => one.label === label)
      .map(({ text, score }) => found.get(texts[text]!)![label]! - score);
    return Math.max(...differences) - Math.min(...differences);
  });
  return Math.max(...spreads);
}

/** A made model of natural language inference: random weights, as fast as trained ones, and the bundled vocabulary. */
async function nliCheckpoint(name: string, layers: number, hidden: number): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const folder = await randomCheckpoint(
    directory,
    { name, layers, hidden, heads: hidden / 64, vocabulary: 16_064 },
    'nli',
  );
  for (const file of ['spm.model', 'tokenizer_config.json']) {
    copyFileSync(path.join(bundled, file), path.join(folder, file));
  }
  return folder;
}

void main();
