import { copyFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { LoadedModel } from '../src/engine/loadedModel';
import { classifyUnits } from '../src/features/classification/classifyUnits';
import type { EngineApi, OwnLabels } from '../src/protocol/engineApi';
import { goEmotions, hasEvaluationData, sst2, trec } from './labelledTexts';
import { row } from './measure';
import { naiveScores } from './naiveClassifier';
import { randomCheckpoint } from './randomCheckpoint';
import { shuffled } from './shuffled';

const bundled = path.join(__dirname, '../models/bundled');
const directory = path.join(os.tmpdir(), 'deberta-bench');
const template = '{text} It was about {label}.';
/** Ten labels; of the bundled vocabulary's one and two pieces. */
const labels = ['sports', 'politics', 'music', 'film', 'science', 'health', 'food', 'family', 'work', 'the weather'];
const own: OwnLabels = { labels, template };

/** The models that are compared: their way of comparing labels, and which share of the sentences the plain way is asked for. */
const cases = {
  cloze: { model: async () => bundled, naiveShare: 1 / 4 },
  'nli-tiny': { model: () => nliCheckpoint('tiny', 3, 192), naiveShare: 1 / 8 },
  'nli-small': { model: () => nliCheckpoint('v3-small', 6, 768), naiveShare: 1 / 16 },
};

/**
 * Sentences a second with ten labels, over real sentences of three test sets, mixed: as the editor asks, against the
 * plain loop of ./naiveClassifier over a share of the same sentences, in turns within one run. The last column is the
 * largest difference between the two in any label's logit. `tsx bench/classify.ts [CASE…] [--sentences 2000] [--threads 0]`; nli-small takes minutes.
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
  const { naiveShare, model: modelOf } = cases[name];
  const model = await modelOf();
  const options = { cacheDirectory: path.join(directory, 'compiled'), provider: 'cpu', threads } as const;
  const engine = createEngine(options);
  const loaded = await LoadedModel.open(model, options);
  const runner = await loaded.runner({});
  const seconds = { ours: 0, single: 0, batched: 0 };
  const timed = async <R>(what: keyof typeof seconds, job: () => Promise<R>): Promise<R> => {
    const started = performance.now();
    const result = await job();
    seconds[what] += (performance.now() - started) / 1000;
    return result;
  };
  // Compiled and warm.
  await ours(engine, model, sentences.slice(0, 32));
  await naiveScores(runner, sentences.slice(0, 2), own);
  await naiveScores(runner, sentences.slice(0, 32), own, 32);
  let asked = 0;
  let difference = 0;
  for (let from = 0; from < sentences.length; from += 512) {
    const slice = sentences.slice(from, from + 512);
    const sample = slice.slice(0, Math.max(32, Math.round(naiveShare * slice.length)));
    const found = await timed('ours', () => ours(engine, model, slice));
    const plain = await timed('single', () => naiveScores(runner, sample, own));
    await timed('batched', () => naiveScores(runner, sample, own, 32));
    asked += sample.length;
    difference = Math.max(difference, spread(sample, found, plain));
  }
  const rate = (count: number, time: number) => count / time;
  const [fast, single, batched] = [
    rate(sentences.length, seconds.ours),
    rate(asked, seconds.single),
    rate(asked, seconds.batched),
  ];
  const numbers = [fast, single, batched, fast / single, fast / batched];
  console.log(row(name, `${sentences.length}`, ...numbers, difference.toExponential(1)));
  await loaded.close();
  await engine.dispose();
}

async function ours(
  engine: EngineApi,
  model: string,
  texts: readonly string[],
): Promise<Map<string, readonly number[]>> {
  const found = new Map<string, readonly number[]>();
  const units = texts.map((text) => ({ text }));
  for await (const { results } of classifyUnits(engine, { model, own }, units)) {
    for (const { unit, scores } of results) found.set(unit.text, scores.logits);
  }
  return found;
}

/** The largest difference of a label's logits; of cloze logits, which have a constant taken off, the spread of the differences. */
function spread(texts: readonly string[], found: Map<string, readonly number[]>, plain: readonly number[][]): number {
  const spreads = labels.map((_, label) => {
    const differences = texts.map((text, i) => found.get(text)![label]! - plain[i]![label]!);
    return Math.max(...differences) - Math.min(...differences);
  });
  return Math.max(...spreads);
}

/** A made model of natural language inference: random weights, which take the time of trained ones, and the bundled vocabulary. */
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
