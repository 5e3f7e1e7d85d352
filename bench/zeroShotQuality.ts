import path from 'node:path';
import { createEngine } from '../src/engine/engine';
import { classifyUnits } from '../src/features/classification/classifyUnits';
import { ranked } from '../src/features/classification/verdict';
import type { LabelledTexts } from './labelledTexts';
import { goEmotions, hasEvaluationData, sst2, trec } from './labelledTexts';

/**
 * How often zero-shot classification is right on three public test sets, beside chance and always the commonest class, as
 * a Markdown table. Templates and label words are fixed in labelledTexts.ts. `tsx bench/zeroShotQuality.ts [MODEL]`
 */
async function main(): Promise<void> {
  if (!hasEvaluationData) throw new Error('The test sets are expected in ../shared/evaluation.');
  const model = process.argv[2] ?? path.join(__dirname, '../models/bundled');
  const cacheDirectory = path.join(__dirname, '../.cache/bench-compiled');
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  console.log('| test set | wording | texts | labels | chance | commonest class | accuracy | macro F1 |');
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const set of [trec('test'), sst2('test'), goEmotions('test')]) {
    for (const [wording, own] of Object.entries(set.wordings)) {
      const answers: { readonly gold: readonly number[]; readonly answer: number }[] = [];
      for await (const { results } of classifyUnits(engine, { model, own }, set.texts)) {
        for (const { unit, scores } of results) answers.push({ gold: unit.gold, answer: ranked(scores.scores)[0]! });
      }
      console.log(line(`${set.name} | ${wording}`, own.labels, set.texts, answers));
    }
  }
  await engine.dispose();
}

type Answers = readonly { readonly gold: readonly number[]; readonly answer: number }[];

function line(name: string, labels: readonly string[], texts: LabelledTexts['texts'], answers: Answers): string {
  const share = (holds: (gold: readonly number[]) => boolean) =>
    texts.filter(({ gold }) => holds(gold)).length / texts.length;
  const commonest = Math.max(...labels.map((_, label) => share((gold) => gold.includes(label))));
  // A text of several classes is right by chance more often.
  const chance = texts.reduce((sum, { gold }) => sum + gold.length / labels.length, 0) / texts.length;
  const accuracy = answers.filter(({ gold, answer }) => gold.includes(answer)).length / answers.length;
  const cells = [chance, commonest, accuracy, macroF1(labels.length, answers)].map((value) => value.toFixed(3));
  return `| ${[name, texts.length, labels.length, ...cells].join(' | ')} |`;
}

/** Mean over the classes of 2tp / (2tp + fp + fn). */
function macroF1(labels: number, answers: Answers): number {
  const of = (label: number) => {
    const count = (holds: (gold: boolean, answer: boolean) => boolean) =>
      answers.filter(({ gold, answer }) => holds(gold.includes(label), answer === label)).length;
    const hits = count((gold, answer) => gold && answer);
    const misses = count((gold, answer) => gold !== answer);
    return hits + misses === 0 ? 0 : (2 * hits) / (2 * hits + misses);
  };
  return Array.from({ length: labels }, (_, label) => of(label)).reduce((a, b) => a + b, 0) / labels;
}

void main();
