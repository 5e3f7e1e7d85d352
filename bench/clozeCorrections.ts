import path from 'node:path';
import { parseArgs } from 'node:util';
import { LoadedModel } from '../src/engine/loadedModel';
import { clozePrompts } from '../src/engine/classify/clozePrompt';
import { labelLogProbabilities, plainTexts } from '../src/engine/classify/classifyCloze';
import { parseTemplate } from '../src/protocol/labelTemplate';
import type { ModelRunner } from '../src/engine/batch/modelRunner';
import { textTokens } from '../src/engine/batch/textWindows';
import { accuracy, macroF1, type Answer } from './classificationQuality';
import { clozeWordings, type ClozeWordings } from './clozeWordings';
import { hasEvaluationData, type LabeledTexts, type Wording } from './labeledTexts';
import { shuffled } from './shuffled';

/** Log-probabilities of one label's words: with every text to judge, and with what says nothing. */
interface LabelColumn {
  readonly texts: readonly number[];
  readonly without: number;
  readonly plain: readonly number[];
  /** The prompt about “N/A” and about a mask. */
  readonly blank: readonly number[];
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const logMean = (values: readonly number[]) => Math.log(mean(values.map(Math.exp)));

/** Ways of telling how likely a label is whatever the text is; its logit is the log-probability less this. */
const corrections: Readonly<Record<string, (label: LabelColumn) => number>> = {
  nothing: () => 0,
  'the score without a text': ({ without }) => without,
  'the mean of that, of “N/A” and of a mask (Zhao et al. 2021)': ({ without, blank }) => logMean([without, ...blank]),
  'the mean over 16 plain sentences': ({ plain }) => mean(plain),
  'half of each (in use)': ({ without, plain }) => (without + mean(plain)) / 2,
  'three quarters without a text, a quarter plain': ({ without, plain }) => 0.75 * without + 0.25 * mean(plain),
  'a quarter without a text, three quarters plain': ({ without, plain }) => 0.25 * without + 0.75 * mean(plain),
  'half of each, of mean probabilities': ({ without, plain }) => logMean([without, logMean(plain)]),
  'the larger of both': ({ without, plain }) => Math.max(without, mean(plain)),
  'half of what is in use': ({ without, plain }) => (without + mean(plain)) / 4,
  'the mean over all texts judged': ({ texts }) => mean(texts),
};

const draws = 80;

/**
 * Compares ways of taking off how likely a label is whatever the text is, in classification by cloze: mean accuracy and
 * macro F1 over 8 templates and 80 random choices of one word a class each, on 1,000 texts of a development part and on
 * 1,000 of the test part; and the two fixed wordings of labeledTexts.ts on these.
 * `tsx bench/clozeCorrections.ts [MODEL] [--texts 1000]` writes Markdown tables.
 */
async function main(): Promise<void> {
  if (!hasEvaluationData) throw new Error('The test sets are expected in ../shared/evaluation.');
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { texts: { type: 'string', default: '1000' } },
  });
  const directory = positionals[0] ?? path.join(__dirname, '../models/bundled');
  const cacheDirectory = path.join(__dirname, '../.cache/bench-compiled');
  const loaded = await LoadedModel.open(directory, { cacheDirectory, provider: 'cpu', threads: 0 });
  const model = await loaded.runner({});
  const sets = clozeWordings();
  for (const part of ['development', 'test'] as const) {
    const rows = new Map<string, string[]>();
    for (const set of sets) {
      const texts = shuffled(set[part].texts, 1).slice(0, Number(values.texts));
      for (const [name, cells] of await measure(model, set, { ...set[part], texts })) {
        rows.set(name, [...(rows.get(name) ?? []), ...cells]);
      }
    }
    const names = sets.flatMap((set) => [set[part].name, 'plain', 'chosen']);
    console.log(`\n| taken off (${part}) | ${names.join(' | ')} |\n| --- | ${names.map(() => '---:').join(' | ')} |`);
    for (const [name, cells] of rows) console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  await loaded.close();
}

/** For each way: over all templates and choices, with the plain wording, with the chosen one. */
async function measure(model: ModelRunner, set: ClozeWordings, part: LabeledTexts): Promise<Map<string, string[]>> {
  const classes = set.words.length;
  const words = set.words.flat();
  const columns = new Map<string, Map<string, LabelColumn>>();
  for (const template of set.templates) columns.set(template, await labelColumns(model, template, words, part));
  const wordings = choices(set);
  const fixed = Object.values(part.wordings);
  const fixedColumns: Map<string, LabelColumn>[] = [];
  for (const { labels, template } of fixed) fixedColumns.push(await labelColumns(model, template, labels, part));
  const result = new Map<string, string[]>();
  for (const [name, correction] of Object.entries(corrections)) {
    const judged = (labels: readonly string[], of: Map<string, LabelColumn>) =>
      quality(
        answers(
          part,
          labels.map((label) => of.get(label)!),
          correction,
        ),
        classes,
      );
    const all = wordings.map(({ labels, template }) => judged(labels, columns.get(template)!));
    const random = { accuracy: mean(all.map((one) => one.accuracy)), f1: mean(all.map((one) => one.f1)) };
    const alone = fixed.map(({ labels }, i) => judged(labels, fixedColumns[i]!));
    const cells = [random, ...alone].map(({ accuracy, f1 }) => `${accuracy.toFixed(3)}, ${f1.toFixed(3)}`);
    result.set(name, cells);
  }
  return result;
}

/** One word a class at random, the same choices for every template. */
function choices({ templates, words }: ClozeWordings): Wording[] {
  const each = words.map((ofClass, label) =>
    Array.from({ length: draws }, (_, draw) => shuffled(ofClass, 1 + draw * words.length + label)[0]!),
  );
  return templates.flatMap((template) =>
    Array.from({ length: draws }, (_, draw) => ({ template, labels: each.map((ofClass) => ofClass[draw]!) })),
  );
}

async function labelColumns(
  model: ModelRunner,
  template: string,
  labels: readonly string[],
  { texts }: LabeledTexts,
): Promise<Map<string, LabelColumn>> {
  const parsed = parseTemplate(template);
  const prompts = clozePrompts(model, parsed, labels);
  const room = Math.min(...prompts.map((prompt) => prompt.room));
  const lead = parsed.head === '' ? '' : ' ';
  const tokens = (text: string) => textTokens(model, `${lead}${parsed.before}${text}${parsed.after}`).slice(0, room);
  const blank = [tokens('N/A'), [...tokens(''), model.tokenizer.special.mask]];
  const asked = [...texts.map(({ text }) => tokens(text)), tokens(''), ...plainTexts.map(tokens), ...blank];
  const scores = await labelLogProbabilities(model, prompts, asked);
  const column = (label: number): LabelColumn => {
    const all = scores.map((ofText) => ofText[label]!);
    const at = texts.length;
    const behind = at + 1 + plainTexts.length;
    return { texts: all.slice(0, at), without: all[at]!, plain: all.slice(at + 1, behind), blank: all.slice(behind) };
  };
  return new Map(labels.map((label, i) => [label, column(i)]));
}

function answers(
  { texts }: LabeledTexts,
  labels: readonly LabelColumn[],
  correction: (label: LabelColumn) => number,
): Answer[] {
  const priors = labels.map(correction);
  return texts.map(({ gold }, text) => {
    const logits = labels.map((label, i) => label.texts[text]! - priors[i]!);
    return { gold, answer: logits.indexOf(Math.max(...logits)) };
  });
}

function quality(given: readonly Answer[], classes: number) {
  return { accuracy: accuracy(given), f1: macroF1(classes, given) };
}

void main();
