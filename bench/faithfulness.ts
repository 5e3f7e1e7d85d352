import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from '../src/engine/engine';
import { Random } from '../src/base/random';
import type { ExplainedAnswer, ExplainedWord, Explanation } from '../src/protocol/explanations';
import { readFileSync } from 'node:fs';
import { evaluationFolder, hasEvaluationData, sst2 } from './labeledTexts';
import { shuffled } from './shuffled';

/** A number for each word of an explanation. */
type Way = (engine: Engine, model: string, of: ExplainedAnswer, found: Explanation) => Promise<readonly number[]>;

const contributions: (request: Pick<Explanation, 'method' | 'baseline'>) => Way =
  (request) => async (engine, model, of) =>
    (await engine.explain({ model, of, ...request })).words.map(({ contribution }) => contribution);

/** What looks: [CLS] for a label, the mask for a word. */
function attended(found: Explanation, tokens: Looked, weights: (token: number) => number): number[] {
  return found.words.map(({ start, end }) =>
    tokens.ranges.reduce((sum, range, i) => (range.start < end && range.end > start ? sum + weights(i) : sum), 0),
  );
}

interface Looked {
  readonly tokens: readonly string[];
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

const rowOf = (of: ExplainedAnswer, { ranges }: Looked) =>
  of.kind === 'word' ? ranges.findIndex(({ start, end }) => start < of.mask.end && end > of.mask.start) : 0;

/** The mean over heads in the mask decoder's last pass. */
async function attendedByMask(engine: Engine, model: string, of: ExplainedWord, found: Explanation) {
  const trace = await engine.traceMask({ model, text: of.text, mask: of.mask });
  const { probabilities } = trace.passes.at(-1)!;
  const size = trace.tokens.length;
  const ofHeads = (token: number) =>
    Array.from({ length: trace.heads }, (_, head) => probabilities[head * size + token]!);
  return attended(found, trace, (token) => mean(ofHeads(token)));
}

const ways: Readonly<Record<string, Way>> = {
  'integrated gradients, [MASK]': contributions({ method: 'integratedGradients', baseline: 'mask' }),
  'integrated gradients, [PAD]': contributions({ method: 'integratedGradients', baseline: 'padding' }),
  'integrated gradients, zeros': contributions({ method: 'integratedGradients', baseline: 'zero' }),
  'input × gradient, [MASK]': contributions({ method: 'inputXgradient', baseline: 'mask' }),
  'occlusion, [MASK]': contributions({ method: 'occlusion', baseline: 'mask' }),
  'attention of the last layer': async (engine, model, of, found) => {
    if (of.kind === 'word') return attendedByMask(engine, model, of, found);
    const { layers } = await engine.describe({ model });
    const trace = await engine.traceAttention({ model, text: of.text, layer: layers - 1, head: 'mean' });
    const row = rowOf(of, trace) * trace.tokens.length;
    return attended(found, trace, (token) => trace.probabilities[row + token]!);
  },
  'attention rollout': async (engine, model, of, found) => {
    const { layers } = await engine.describe({ model });
    const rollout = await engine.attentionRollout({ model, text: of.text, layer: layers - 1 });
    const row = rowOf(of, rollout) * rollout.tokens.length;
    return attended(found, rollout, (token) => rollout.probabilities[row + token]!);
  },
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The mean, and the interval in which 95 % of the means of samples with replacement are. */
function withInterval(values: readonly number[]): string {
  const random = new Random(7);
  const means = Array.from({ length: 2000 }, () =>
    mean(values.map(() => values[Math.floor(random.uniform() * values.length)]!)),
  ).sort((a, b) => a - b);
  const shown = [mean(values), means[50]!, means[1949]!].map((value) => value.toFixed(3));
  return `${shown[0]} (${shown[1]} to ${shown[2]})`;
}

async function table(engine: Engine, model: string, name: string, answers: readonly ExplainedAnswer[]): Promise<void> {
  const rows = new Map(Object.keys(ways).map((way) => [way, { deletion: [] as number[], insertion: [] as number[] }]));
  for (const of of answers) {
    const found = await engine.explain({ model, of, method: 'occlusion' });
    const fixed = { ...of, answer: found.answer } as ExplainedAnswer;
    for (const [way, explain] of Object.entries(ways)) {
      const { areas, randomAreas } = await engine.measureFaithfulness({
        ...{ model, of: fixed, contributions: await explain(engine, model, fixed, found), randomOrders: 3 },
      });
      rows.get(way)!.deletion.push(areas.deletion - randomAreas.deletion);
      rows.get(way)!.insertion.push(areas.insertion - randomAreas.insertion);
    }
  }
  console.log(
    `\n${name}, ${answers.length} texts\n\n| order | deletion less random | insertion less random |\n| --- | --- | --- |`,
  );
  for (const [way, { deletion, insertion }] of rows)
    console.log(`| ${way} | ${withInterval(deletion)} | ${withInterval(insertion)} |`);
}

/** A word of five lower-case letters or more, between spaces. */
const longWord = /(?<=\s)\p{Ll}{5,}(?=\s)/u;

/** One such word of each sentence, masked. */
function maskedWords(count: number): ExplainedAnswer[] {
  const lines = readFileSync(path.join(evaluationFolder, 'wikitext2/valid.txt'), 'utf8').split('\n');
  const texts = lines.flatMap((line) => line.split(/(?<= \.) /)).map((line) => line.trim());
  const random = new Random(11);
  return shuffled(
    texts.filter((text) => !/[@=<]/.test(text) && /^.{60,160}$/.test(text) && longWord.test(text)),
    5,
  )
    .slice(0, count)
    .map((text) => {
      const words = [...text.matchAll(new RegExp(longWord, 'gu'))];
      const { index, 0: word } = words[Math.floor(random.uniform() * words.length)]!;
      return { kind: 'word', text, mask: { start: index, end: index + word.length } };
    });
}

/**
 * How much faster an answer's probability falls as words go to [MASK] in the order of their contributions, and how much
 * faster it rises as they come back, than in random order: areas under the curves, by method.
 * `tsx bench/faithfulness.ts CLASSIFIER [--texts 100]`, with a classifier trained on SST-2; writes Markdown tables.
 */
async function main(): Promise<void> {
  if (!hasEvaluationData) throw new Error('The test sets are expected in ../shared/evaluation.');
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { texts: { type: 'string', default: '100' } },
  });
  const [classifier] = positionals;
  if (classifier === undefined) throw new Error('Name the folder of a classifier.');
  const count = Number(values.texts);
  const cacheDirectory = path.join(__dirname, '../.cache/bench-compiled');
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  const reviews = shuffled(
    sst2('test').texts.filter(({ text }) => text.split(' ').length >= 8),
    5,
  ).slice(0, count);
  const labels = reviews.map(({ text }): ExplainedAnswer => ({ kind: 'label', text }));
  await table(engine, classifier, 'SST-2, labels', labels);
  await table(engine, path.join(__dirname, '../models/bundled'), 'WikiText-2, masked words', maskedWords(count));
  await engine.dispose();
}

void main();
