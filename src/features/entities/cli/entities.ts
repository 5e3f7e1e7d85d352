import { plain } from '../../../base/plainText';
import { aggregations } from '../../../protocol/entities';
import { typedLabels } from '../../../protocol/labelTemplate';
import { choice, number, option } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { print, printData, printJson } from '../../../terminal/terminal';
import { placeOf, readableFiles, textGroups, textOptions, unitNames } from '../../../terminal/textUnits';
import { UsageError } from '../../../terminal/usage';
import { conllRows, csvHeader, csvRows, jsonRow, placed, type EntityRow } from '../core/exportEntities';

const formats = ['text', 'json', 'csv', 'conll'] as const;

/**
 * `entities`: names and other parts of texts, lines or files that a token classifier labels, or a GLiNER by the names
 * that are given; printed as they come.
 */
export const entities: Command = {
  takes: 'MODEL [FILES…]',
  does: 'names and other parts of a text, with what they are',
  options: {
    ...textOptions,
    labels: ['A,B,…', 'what to look for, in your words, with a GLiNER'],
    aggregation: [aggregations.join('|'), 'how the labels of tokens become entities; otherwise simple'],
    threshold: ['P', 'minimum score of an entity, from 0 to 1; otherwise 0, or 0.5 with a GLiNER'],
    unit: [unitNames.join('|'), 'what is read of a file at once'],
    format: [formats.join('|'), 'JSON has an object per text, CSV a line per entity, CoNLL a word per line'],
  },
  example: 'iiiorg/piiranha-v1-detect-personal-information notes.md --unit document',
  async run({ given, engine, model, json }) {
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    const aggregation = choice(given, 'aggregation', aggregations, 'simple');
    const threshold = option(given, 'threshold') === undefined ? undefined : number(given, 'threshold', 0, 0, 1);
    const typed = option(given, 'labels');
    const labels = typed === undefined ? undefined : typedLabels(typed);
    if (format === 'conll' && aggregation === 'none')
      throw new UsageError(plain`--format conll needs whole entities: choose another --aggregation than none.`);
    await readableFiles(given);
    const { heads, name } = await engine.describe({ model });
    if (heads.includes('gliner') && option(given, 'aggregation') !== undefined)
      throw new UsageError(plain`--aggregation is for token classifiers; ${name} finds whole words.`);
    if (format === 'csv') printData(csvHeader);
    for await (const units of textGroups(given)) {
      const texts = units.map(({ text }) => text);
      const found = await engine.findEntities({ model, texts, labels, aggregation, threshold });
      units.forEach((unit, i) => printRow(format, { file: unit.file, unit, entities: found[i]!.entities }));
    }
  },
};

function printRow(format: (typeof formats)[number], row: EntityRow): void {
  switch (format) {
    case 'json':
      return printJson(jsonRow(row));
    case 'csv':
      return printData(csvRows(row));
    case 'conll':
      return printData(conllRows(row));
    case 'text': {
      const { file, unit } = row;
      print(`${placeOf({ file, line: unit.line })}${unit.text}`);
      for (const { label, start, end, text, score } of placed(row))
        print(`  ${score.toFixed(3)}  ${label}  ${text}  at ${start}–${end}`);
    }
  }
}
