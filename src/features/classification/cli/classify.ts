import { print, printData, printJson, notify } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import type { ModelDescription } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { type ClassifyTexts, classifyUnits, inOrder } from '../core/classifyUnits';
import { type ResultRow, type ResultTable, csvHeader, csvRow, jsonRow } from '../core/exportResults';
import { defaultTemplate, typedLabels } from '../../../protocol/labelTemplate';
import { roughGuess } from '../core/roughGuess';
import { ranked } from '../core/verdict';
import { unableTo } from '../../../hub/catalog';
import { choice, number, option } from '../../../terminal/arguments';
import type { Command, CommandContext } from '../../../terminal/command';
import { UsageError } from '../../../terminal/usage';
import type { TextUnit } from '../../../terminal/textUnits';
import { readableFiles, textOptions, textUnits, unitNames } from '../../../terminal/textUnits';

const formats = ['text', 'csv', 'json'] as const;
/** What to do where labels are a rough guess. */
const betterWays =
  'Train a classifier on labeled texts (deberta train), or take a model trained for natural language inference (deberta models list).';
type Format = (typeof formats)[number];

/** `classify`: the model's own labels, or given ones, for texts, lines or files; results are printed as they come. */
export const classify: Command = {
  takes: 'MODEL [FILES…]',
  does: "a text's labels: the model's own, or any that you give",
  options: {
    ...textOptions,
    pair: ['TEXT', 'a second text for each, if the model was trained on pairs'],
    pairs: 'each line is two texts with a tab between them',
    labels: [
      'A,B,…',
      'labels to choose from, for a GLiClass model, one of natural language inference, or a masked one',
    ],
    template: [
      'T',
      `prompt with {label}, and {text} where the text goes; otherwise “${defaultTemplate}”; GLiClass needs none`,
    ],
    multi: 'any number of the labels may fit',
    threshold: ['P', 'minimum score of a label, from 0 to 1; a text without one is “none of these”'],
    unit: [unitNames.join('|'), 'what is classified of a file'],
    format: [formats.join('|'), 'JSON has an object per line'],
  },
  example: 'bundled notes.md --unit sentence --labels software,music',
  async run(context) {
    const { given, engine, json, model } = context;
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    const request = requestOf(context, await engine.describe({ model }));
    const threshold = number(given, 'threshold', 0, 0, 1);
    await readableFiles(given);
    let table: ResultTable | undefined;
    for await (const { unit, scores, ...head } of inOrder(classifyUnits(engine, request, numbered(textUnits(given))))) {
      if (table === undefined) {
        table = { model, threshold, hasPairs: unit.textPair !== undefined, ...head };
        const guess = roughGuess(table.method);
        if (guess !== undefined) notify(plain`${guess} ${betterWays}`);
        if (format === 'csv') printData(csvHeader(table));
      }
      printRow(format, table, { ...unit, scores: scores.scores });
    }
  },
};

function requestOf({ given, model }: CommandContext, description: ModelDescription): ClassifyTexts {
  const typed = option(given, 'labels');
  const template = option(given, 'template');
  const multiLabel = given.values.multi === true;
  if (typed === undefined) {
    if (template !== undefined) throw new UsageError(plain`--template goes with --labels.`);
    if (multiLabel) throw new UsageError(plain`--multi goes with --labels.`);
    if (!description.heads.includes('classify')) {
      const { name, kind, heads, zeroShot } = description;
      throw new RequestError(
        zeroShot === undefined
          ? unableTo('classification', name, { kind, abilities: heads })
          : plain`${name} is ${kind} without labels of its own: give the labels to choose from with --labels A,B,….`,
      );
    }
    return { model };
  }
  if (option(given, 'pair') !== undefined || given.values.pairs === true) {
    throw new UsageError(plain`classify takes pairs or --labels, not both.`);
  }
  return { model, own: { labels: typedLabels(typed), template: template ?? defaultTemplate, multiLabel } };
}

async function* numbered(units: AsyncIterable<TextUnit>): AsyncGenerator<TextUnit & { readonly order: number }> {
  let order = 0;
  for await (const unit of units) yield { ...unit, order: order++ };
}

function printRow(format: Format, table: ResultTable, row: ResultRow): void {
  const { file, line, start, end, text, textPair, scores } = row;
  const result = { file, line, start, end, text, textPair, scores };
  if (format === 'csv') return printData(csvRow(table, result));
  if (format === 'json') return printJson({ ...jsonRow(table, result), method: table.method });
  const both = textPair === undefined ? text : `${text} | ${textPair}`;
  print(file === '' ? both : `${file}:${line}: ${both}`);
  for (const label of ranked(scores)) print(`  ${scores[label]!.toFixed(3)}  ${table.labels[label]}`);
}
