import path from 'node:path';
import { createEngine } from '../src/engine/engine';
import { classifyUnits } from '../src/features/classification/core/classifyUnits';
import { ranked } from '../src/features/classification/core/verdict';
import { accuracy, macroF1, type Answer } from './classificationQuality';
import type { LabeledTexts } from './labeledTexts';
import { goEmotions, hasEvaluationData, sst2, trec } from './labeledTexts';

/**
 * How often zero-shot classification is right on three public test sets, beside chance and always the commonest class,
 * as a Markdown table. Templates and label words are fixed in labeledTexts.ts. `tsx bench/zeroShotQuality.ts [MODEL]`
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
      const answers: Answer[] = [];
      for await (const { results } of classifyUnits(engine, { model, own }, set.texts)) {
        for (const { unit, scores } of results) answers.push({ gold: unit.gold, answer: ranked(scores.scores)[0]! });
      }
      console.log(line(`${set.name} | ${wording}`, own.labels, set.texts, answers));
    }
  }
  await engine.dispose();
}

function line(
  name: string,
  labels: readonly string[],
  texts: LabeledTexts['texts'],
  answers: readonly Answer[],
): string {
  const share = (holds: (gold: readonly number[]) => boolean) =>
    texts.filter(({ gold }) => holds(gold)).length / texts.length;
  const commonest = Math.max(...labels.map((_, label) => share((gold) => gold.includes(label))));
  // A text of several classes is right by chance more often.
  const chance = texts.reduce((sum, { gold }) => sum + gold.length / labels.length, 0) / texts.length;
  const cells = [chance, commonest, accuracy(answers), macroF1(labels.length, answers)].map((value) =>
    value.toFixed(3),
  );
  return `| ${[name, texts.length, labels.length, ...cells].join(' | ')} |`;
}

void main();
