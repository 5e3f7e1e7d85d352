import { plain } from '../../../base/plainText';
import { withAddresses } from '../../../prose/withAddresses';
import { typedLabels } from '../../../protocol/labelTemplate';
import { choice, option } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { print, printData, printJson } from '../../../terminal/terminal';
import { placeOf, readableFiles, textGroups, textOptions, unitNames } from '../../../terminal/textUnits';
import { UsageError } from '../../../terminal/usage';
import { foundUnit } from '../core/entityStore';
import { conllRows, csvHeader, csvRows, jsonRow, placed, type EntityRow } from '../core/exportEntities';
import { possibleLabels } from '../core/possibleLabels';
import { entityOptions, entityRequest, labelFilter } from './entityRequest';

const formats = ['text', 'json', 'csv', 'conll'] as const;

/** The exit code that says that --fail-on found something. */
const foundCode = 3;

/**
 * `entities`: names and other parts of texts, lines or files that a token classifier labels, or a GLiNER by the names
 * that are given; printed as they come.
 */
export const entities: Command = {
  takes: 'MODEL [FILES…]',
  does: 'names and other parts of a text, with what they are',
  options: {
    ...textOptions,
    ...entityOptions,
    'fail-on': ['A,B,…|any', 'exits with 3 if there are entities with these labels, and prints their places alone'],
    unit: [unitNames.join('|'), 'what is read of a file at once; otherwise a paragraph'],
    format: [formats.join('|'), 'JSON has an object per text, CSV a line per entity, CoNLL a word per line'],
  },
  notes: [
    `Exit code ${foundCode}: --fail-on found something. Files given by a commit hook are read as they are on disk.`,
  ],
  example: 'iiiorg/piiranha-v1-detect-personal-information notes.md --fail-on any',
  async run({ given, engine, model, json }) {
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    const request = entityRequest(given, 'simple');
    if (format === 'conll' && request.aggregation === 'none')
      throw new UsageError(plain`--format conll needs whole entities: choose another --aggregation than none.`);
    await readableFiles(given);
    const description = await engine.describe({ model });
    if (description.heads.includes('gliner') && option(given, 'aggregation') !== undefined)
      throw new UsageError(plain`--aggregation is for token classifiers; ${description.name} finds whole words.`);
    const possible = possibleLabels(description, request.labels, request.aggregation);
    const failOn = failing(option(given, 'fail-on'), possible);
    if (format === 'csv') printData(csvHeader);
    for await (const units of textGroups(given, 'paragraph', withAddresses)) {
      const found = await engine.findEntities({ model, texts: units.map(({ text }) => text), ...request });
      for (const [i, unit] of units.entries()) {
        const row = { file: unit.file, unit: foundUnit(unit, found[i]!.entities) };
        const wrong = failOn && placed(row.unit).filter(({ label }) => failOn(label));
        if (wrong !== undefined && wrong.length > 0) process.exitCode = foundCode;
        if (wrong === undefined || format !== 'text') printRow(format, row);
        else for (const { line, label, text } of wrong) print(`${placeOf({ file: row.file, line })}${label}  ${text}`);
      }
    }
  },
};

function failing(typed: string | undefined, possible: readonly string[]): ((label: string) => boolean) | undefined {
  if (typed === undefined) return undefined;
  const labels = typedLabels(typed);
  if (labels.length === 0) throw new UsageError(plain`--fail-on takes labels, or any.`);
  return labels.join() === 'any' ? () => true : labelFilter(labels, possible);
}

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
      for (const { label, start, end, text, score } of placed(unit))
        print(`  ${score.toFixed(3)}  ${label}  ${text}  at ${start}–${end}`);
    }
  }
}
