import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LoadedModel } from '../src/engine/loadedModel';
import type { ModelRunner } from '../src/engine/tasks/modelRunner';
import { scoreSubstitutes } from '../src/engine/tasks/scoreSubstitutes';
import { scoreWords } from '../src/engine/tasks/scoreWords';
import { generalisedAveragePrecision, precisionAt } from '../src/evaluation/ranking';
import { readSwords, type LexicalTarget } from '../src/evaluation/swordsFile';
import { readTaskFiles } from '../src/evaluation/taskFile';
import { substituteRank } from '../src/features/replaceWord';
import { row } from './measure';
import { NgramCounts } from './suggestions/ngrams';

/** Ranks the substitutes of a word; larger is better. */
type Ranking = (target: LexicalTarget) => Promise<readonly number[]>;

/** A substitute is acceptable when at least half of the annotators accept it, as SWORDS has it. */
const acceptable = 0.5;

/**
 * SWORDS: the substitutes of a word in its context, in the order in which “Replace Word” puts them, by how well they fit alone, both also without
 * the mask decoder, and by frequency. Odd targets by themselves, since the weight of meaning was chosen on the others. --model (bundled),
 * --swords, --corpus, --limit targets.
 */
async function main(): Promise<void> {
  const shared = path.join(__dirname, '../../shared');
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: path.join(__dirname, '../models/bundled') },
      swords: { type: 'string', default: path.join(shared, 'evaluation/swords') },
      corpus: { type: 'string', default: path.join(shared, 'corpus') },
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
  const counts = await NgramCounts.of(values.corpus, []);
  const rankings: Record<string, Ranking> = {
    frequency: async ({ substitutes }) => substitutes.map(({ text }) => counts.count(text)),
    'fit alone': byFit(whole),
    product: asReplaceWord(whole),
  };
  if (model.description.enhancedMaskDecoder) {
    rankings['fit, no EMD'] = byFit(withoutMaskDecoder(whole));
    rankings['product, no EMD'] = asReplaceWord(withoutMaskDecoder(whole));
  }
  console.log(row(' '.repeat(16), 'words', 'GAP', 'P@1', 'P@5', 'odd: GAP', 'P@1', 'P@5'));
  for (const [name, ranking] of Object.entries(rankings)) {
    const ranked: number[][] = [];
    for (const target of targets) ranked.push(inOrder(target, await ranking(target)));
    const odd = ranked.filter((_, i) => i % 2 === 1);
    console.log(row(name.padStart(16), `${ranked.length}`, ...measures(ranked), ...measures(odd)));
  }
  await model.close();
}

/** The order of a word's probability in the masked place. */
function byFit(model: ModelRunner): Ranking {
  return async ({ context, range, substitutes }) => {
    const words = substitutes.map(({ text }) => text);
    return (await scoreWords(model, { text: context, range, words })).map(({ logProbability }) => logProbability);
  };
}

/** The order of “Replace Word”. */
function asReplaceWord(model: ModelRunner): Ranking {
  return async (target) => {
    const { context, range, substitutes } = target;
    const words = substitutes.map(({ text }) => text);
    const fits = await byFit(model)(target);
    const meanings = await scoreSubstitutes(model, { text: context, range, words });
    const original = context.slice(range.start, range.end);
    return words.map((word, i) => substituteRank(word, original, fits[i]!, meanings[i]!));
  };
}

function withoutMaskDecoder(model: ModelRunner): ModelRunner {
  return {
    ...model,
    run: (variant, inputs, outputs) =>
      model.run(variant.head === 'fill' ? { ...variant, without: ['emd'] } : variant, inputs, outputs),
  };
}

function inOrder({ substitutes }: LexicalTarget, ranks: readonly number[]): number[] {
  const order = substitutes.map((_, i) => i).sort((a, b) => ranks[b]! - ranks[a]!);
  return order.map((i) => substitutes[i]!.weight);
}

/** Generalised average precision, and the share of acceptable ones among the first and the first five, in percent. */
function measures(ranked: readonly (readonly number[])[]): number[] {
  const mean = (value: (weights: readonly number[]) => number) =>
    (100 * ranked.reduce((sum, weights) => sum + value(weights), 0)) / ranked.length;
  const isAcceptable = (weights: readonly number[]) => weights.map((weight) => weight >= acceptable);
  return [
    mean(generalisedAveragePrecision),
    mean((weights) => precisionAt(1, isAcceptable(weights))),
    mean((weights) => precisionAt(5, isAcceptable(weights))),
  ];
}

void main();
