import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import type { CandidateLabels } from '../src/protocol/labelTemplate';
import { goEmotions, hasEvaluationData, sst2, trec } from './labeledTexts';
import { row } from './measure';
import { gliclassTokens, randomCheckpoint } from './randomCheckpoint';
import { shuffled } from './shuffled';

const bundled = path.join(__dirname, '../models/bundled');
const directory = path.join(os.tmpdir(), 'deberta-bench');
const own: CandidateLabels = {
  labels: ['sports', 'politics', 'music', 'film', 'science', 'health', 'food', 'family', 'work', 'the weather'],
  template: '{text} It was about {label}.',
};

const kinds = ['nli', 'gliclass'] as const;
type Kind = (typeof kinds)[number];

/** Sentences of a request. */
const share = 64;

/** The shape of v3-small with the bundled vocabulary: a table of words is only looked up, so its size costs no time. */
const size = { name: 'v3-small-16k', layers: 6, vocabulary: 16_064, hidden: 768, heads: 12 };

/**
 * Sentences a second with ten labels, of a GLiClass model and of one of natural language inference of the same size,
 * both with random weights, over real sentences of three test sets, mixed. They take turns, request by request, so that
 * a slow spell of the machine meets both. `tsx bench/classifyGliclass.ts [--sentences 400] [--threads 0]`
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { sentences: { type: 'string', default: '400' }, threads: { type: 'string', default: '0' } },
  });
  if (!hasEvaluationData) throw new Error('The sentences are expected in ../shared/evaluation.');
  const sets = [trec('train'), sst2('train'), goEmotions('train')];
  const count = Number(values.sentences);
  const each = sets.flatMap(({ texts }) => shuffled(texts, 1).slice(0, Math.ceil(count / sets.length)));
  const sentences = [...new Set(shuffled(each, 2).map(({ text }) => text.trim()))].slice(0, count);
  const cacheDirectory = path.join(directory, 'compiled');
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: Number(values.threads) });
  const models = { nli: await checkpoint('nli'), gliclass: await checkpoint('gliclass') };
  const totals = { nli: { milliseconds: 0, tokens: 0 }, gliclass: { milliseconds: 0, tokens: 0 } };
  const run = async (kind: Kind, texts: readonly string[]) => {
    const work = { runs: 0, tokens: 0, opened: 0, compiled: 0 };
    const started = performance.now();
    await engine.classify({ model: models[kind], own, texts: texts.map((text) => ({ text })) }, { work });
    return { milliseconds: performance.now() - started, tokens: work.tokens };
  };
  // Compiled and warm.
  for (const kind of kinds) await run(kind, sentences.slice(0, 16));
  for (let from = 0; from < sentences.length; from += share) {
    for (const kind of kinds) {
      const { milliseconds, tokens } = await run(kind, sentences.slice(from, from + share));
      totals[kind].milliseconds += milliseconds;
      totals[kind].tokens += tokens;
    }
  }
  const rates = kinds.map((kind) => (1000 * sentences.length) / totals[kind].milliseconds) as [number, number];
  const tokens = kinds.map((kind) => totals[kind].tokens / sentences.length) as [number, number];
  console.log(row('', ...kinds, 'ratio'));
  console.log(row('sentences/s', ...rates, rates[1] / rates[0]));
  console.log(row('tokens each', ...tokens, tokens[0] / tokens[1]));
  await engine.dispose();
}

/** A made model with random weights, which are as fast as trained ones, and the bundled vocabulary. */
async function checkpoint(kind: Kind): Promise<string> {
  await mkdir(directory, { recursive: true });
  const folder = await randomCheckpoint(directory, size, kind);
  for (const file of ['spm.model', 'tokenizer_config.json'])
    await copyFile(path.join(bundled, file), path.join(folder, file));
  if (kind === 'gliclass')
    await writeFile(path.join(folder, 'added_tokens.json'), JSON.stringify(gliclassTokens(size.vocabulary)));
  return folder;
}

void main();
