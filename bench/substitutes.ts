import { mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LoadedModel } from '../src/engine/loadedModel';
import type { ModelRunner } from '../src/engine/batch/modelRunner';
import { scoreSubstitutes, scoreWords } from '../src/engine/words/scoreWords';
import {
  generalizedAveragePrecision,
  precisionAt,
  readSwords,
  type LexicalTarget,
} from '../src/features/benchmarks/core/swords';
import { readTaskFiles } from '../src/features/benchmarks/cli/readTaskFiles';
import { PhraseTable } from '../src/features/words/core/phrases/phraseTable';
import { replaceWord, substituteRank } from '../src/features/words/core/replaceWord';
import { Thesaurus } from '../src/features/words/core/thesaurus';
import { row } from './measure';

/** Log-probabilities of a target's substitutes: in the masked place, and with the target in sight. */
interface Scores {
  readonly fits: readonly number[];
  readonly meanings: readonly number[];
}

/** A substitute is acceptable when at least half of the annotators accept it, as SWORDS has it. */
const acceptable = 0.5;

/**
 * SWORDS: the substitutes of a word in its context, in the order in which “Replace Word” puts them, by how well they
 * fit alone, both also without the mask decoder, and by frequency; for every second target, too, to see how far chance
 * goes. Then what it lists. --model (bundled), --swords, --limit targets.
 */
async function main(): Promise<void> {
  const shared = path.join(__dirname, '../../shared');
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: path.join(__dirname, '../models/bundled') },
      swords: { type: 'string', default: path.join(shared, 'evaluation/swords') },
      limit: { type: 'string', default: '10000' },
    },
  });
  const cacheDirectory = path.join(os.tmpdir(), 'deberta-bench', 'compiled');
  mkdirSync(cacheDirectory, { recursive: true });
  const model = await LoadedModel.open(values.model, { cacheDirectory, provider: 'cpu', threads: 0 });
  const whole = await model.runner({});
  const targets = (await readTaskFiles(values.swords))
    .flatMap(readSwords)
    .filter(({ substitutes }) => substitutes.some(({ weight }) => weight >= acceptable))
    .slice(0, Number(values.limit));
  const table = await PhraseTable.read(readFileSync(path.join(__dirname, '../models/phrases/english.br')));
  console.log(row(' '.repeat(16), 'words', 'GAP', 'P@1', 'P@5', 'even: GAP', 'odd: GAP'));
  const report = (name: string, ranks: readonly (readonly number[])[]) => {
    const ranked = targets.map((target, i) => inOrder(target, ranks[i]!));
    const halves = [0, 1].map((half) => measures(ranked.filter((_, i) => i % 2 === half))[0]!);
    console.log(row(name.padStart(16), `${ranked.length}`, ...measures(ranked), ...halves));
  };
  report(
    'frequency',
    targets.map(({ substitutes }) => substitutes.map(({ text }) => rarest(text, table))),
  );
  const models: [part: string, runner: ModelRunner][] = [['', whole]];
  if (model.description.enhancedMaskDecoder) models.push([', no EMD', withoutMaskDecoder(whole)]);
  for (const [part, runner] of models) {
    const scores: Scores[] = [];
    for (const target of targets) scores.push(await scored(runner, target));
    report(
      `fit alone${part}`,
      scores.map(({ fits }) => fits),
    );
    report(
      `product${part}`,
      scores.map(({ fits, meanings }, i) => ranksOf(targets[i]!, fits, meanings)),
    );
  }
  await reportLists(whole, targets);
  await model.close();
}

/**
 * What “Replace Word” lists: the length of a list, the shares of it that half and any of the annotators accept, and how
 * often there is none.
 */
async function reportLists(model: ModelRunner, targets: readonly LexicalTarget[]): Promise<void> {
  const thesaurus = new Thesaurus(() => readFile(path.join(__dirname, '../models/thesaurus.txt'), 'utf8'));
  const engine: Parameters<typeof replaceWord>[0] = {
    scoreWords: (request) => scoreWords(model, request),
    scoreSubstitutes: (request) => scoreSubstitutes(model, request),
    fillPhrase: () => Promise.reject(new Error('A target is one word.')),
  };
  const lists: number[][] = [];
  for (const { context: text, range, substitutes } of targets) {
    const { alternatives } = await replaceWord(engine, thesaurus, { text, range, source: range }, { model: '' });
    const weights = new Map(substitutes.map((one) => [one.text.toLowerCase(), one.weight]));
    lists.push(alternatives.map((one) => weights.get(one.text.toLowerCase()) ?? 0));
  }
  console.log(row(' '.repeat(16), 'lists', 'length', 'half', 'any', 'none'));
  const report = (name: string, some: readonly (readonly number[])[]) => {
    const words = some.flat();
    const percent = (count: number, total: number) => (100 * count) / total;
    const accepted = (min: number) => percent(words.filter((weight) => weight >= min).length, words.length);
    const none = percent(some.filter(({ length }) => length === 0).length, some.length);
    const length = words.length / some.length;
    console.log(
      row(name.padStart(16), `${some.length}`, length, accepted(acceptable), accepted(Number.MIN_VALUE), none),
    );
  };
  report('all', lists);
  for (const half of [0, 1])
    report(
      ['even', 'odd'][half]!,
      lists.filter((_, i) => i % 2 === half),
    );
}

/** How frequent a substitute is; of several words, the rarest. */
function rarest(words: string, table: PhraseTable): number {
  return Math.min(...words.split(/\s+/).map((word) => table.frequency(word)));
}

/** What “Replace Word” knows of each substitute. */
async function scored(model: ModelRunner, { context: text, range, substitutes }: LexicalTarget): Promise<Scores> {
  const request = { text, range, words: substitutes.map((one) => one.text) };
  const fits = await scoreWords(model, request);
  return { fits: fits.map(({ logProbability }) => logProbability), meanings: await scoreSubstitutes(model, request) };
}

/** The order of “Replace Word”. */
function ranksOf({ substitutes }: LexicalTarget, fits: readonly number[], meanings: readonly number[]) {
  return substitutes.map((_, i) => substituteRank(fits[i]!, meanings[i]!));
}

function withoutMaskDecoder(model: ModelRunner): ModelRunner {
  return {
    ...model,
    run: (variant, inputs, outputs) =>
      model.run(variant.kind === 'fill' ? { ...variant, without: ['emd'] } : variant, inputs, outputs),
  };
}

function inOrder({ substitutes }: LexicalTarget, ranks: readonly number[]): number[] {
  const order = substitutes.map((_, i) => i).sort((a, b) => ranks[b]! - ranks[a]!);
  return order.map((i) => substitutes[i]!.weight);
}

/** Generalized average precision, and the share of acceptable ones among the first and the first five, in percent. */
function measures(ranked: readonly (readonly number[])[]): number[] {
  const mean = (value: (weights: readonly number[]) => number) =>
    (100 * ranked.reduce((sum, weights) => sum + value(weights), 0)) / ranked.length;
  const isAcceptable = (weights: readonly number[]) => weights.map((weight) => weight >= acceptable);
  return [
    mean(generalizedAveragePrecision),
    mean((weights) => precisionAt(1, isAcceptable(weights))),
    mean((weights) => precisionAt(5, isAcceptable(weights))),
  ];
}

void main();
