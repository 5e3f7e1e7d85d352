import path from 'node:path';
import { inOrder } from '../../../base/inOrder';
import { plain } from '../../../base/plainText';
import { languageOfFile } from '../../../prose/fileLanguages';
import { RequestError } from '../../../protocol/errors';
import { choice, number, option, optionValues, type Arguments } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { proseSnapshot } from '../../../terminal/prose';
import { sourceFiles } from '../../../terminal/sourceFiles';
import { notify, print, printData, printJson } from '../../../terminal/terminal';
import { placeOf, readableFiles, textOptions, textUnits, type TextUnit } from '../../../terminal/textUnits';
import { UsageError } from '../../../terminal/usage';
import { askInference, checkUnits, type Evidence } from '../core/checkUnits';
import { csvHeader, csvRow, jsonRow, type CheckRow } from '../core/exportChecks';
import { isClaim, SourceIndex, type PlacedClaim, type SourcePassage } from '../core/sourceIndex';
import { checkingLabels, defaultThresholds, judge, labelsNote, type Thresholds, type Verdict } from '../core/verdict';
import { printCalibration } from './printCalibration';

const formats = ['text', 'json', 'csv'] as const;
type Format = (typeof formats)[number];

/** Verdicts by which a call can fail, each with those that are worse. */
const failing: Readonly<Record<string, readonly Verdict[]>> = {
  contradicted: ['contradicted'],
  'not-found': ['contradicted', 'not found'],
};

/** Exit code where a sentence has a verdict that --fail-on names. */
const failedCode = 3;

/** `check`: what a source says of each sentence of texts or files; or, of labeled pairs, which thresholds to use. */
export const check: Command = {
  takes: 'MODEL [FILES…]',
  does: 'whether a source supports each sentence of a text',
  options: {
    ...textOptions,
    source: ['PLACE', 'file or folder with which sentences are compared; may be given several times'],
    supported: ['P', `score from which a passage supports a sentence; otherwise ${defaultThresholds.supported}`],
    contradicted: ['P', `score from which a passage contradicts one; otherwise ${defaultThresholds.contradicted}`],
    'fail-on': [Object.keys(failing).join('|'), 'verdict for which the exit code says so'],
    calibrate: ['PAIRS', 'prints the thresholds to use, by labeled pairs: CSV, TSV or JSON lines'],
    format: [formats.join('|'), 'JSON has an object per sentence'],
  },
  notes: [
    'Headings, questions and sentences of one or two words are not checked.',
    'PAIRS has the columns claim, source and label: supported, contradicted or not found.',
    `With --fail-on, exit code ${failedCode} means that a sentence is contradicted or, with not-found, not supported.`,
  ],
  example: 'cross-encoder/nli-deberta-v3-small summary.md --source report.md',
  async run({ given, engine, model, json }) {
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    const thresholds = thresholdsOf(given);
    const failsOn = failing[choice(given, 'fail-on', ['', ...Object.keys(failing)], '')] ?? [];
    const [pairs, places] = [option(given, 'calibrate'), optionValues(given, 'source')];
    if (pairs === undefined && places.length === 0)
      throw new UsageError(plain`check needs --source FILE or FOLDER, or --calibrate PAIRS.`);
    await readableFiles(given);
    const description = await engine.describe({ model });
    const labels = checkingLabels(description);
    const note = labelsNote(labels, description.name);
    if (note !== undefined) notify(note);
    const ask = askInference(engine, { model }, labels);
    if (pairs !== undefined) return printCalibration(format === 'json', pairs, ask, labels);
    const source = await readSource(places, given.texts);
    if (format === 'csv') printData(csvHeader);
    const checked = checkUnits(ask, (claim: NumberedClaim) => source.find(claim), claimsOf(given));
    for await (const { unit, ...found } of inOrder(checked, (one) => one.unit.order)) {
      const row = { ...unit, ...found };
      printRow(format, row, thresholds);
      if (failsOn.includes(judge(row, thresholds).verdict)) process.exitCode = failedCode;
    }
  },
};

function thresholdsOf(given: Arguments): Thresholds {
  const { supported, contradicted } = defaultThresholds;
  return {
    supported: number(given, 'supported', supported, 0, 1),
    contradicted: number(given, 'contradicted', contradicted, 0, 1),
  };
}

/** @throws RequestError for a source that cannot be read, has no prose, or is the text itself */
async function readSource(places: readonly string[], files: readonly string[]): Promise<SourceIndex> {
  const source = new SourceIndex();
  for await (const { file, content } of sourceFiles(places)) {
    const prose = proseSnapshot(file, languageOfFile(file), content);
    if (!(await source.add({ uri: path.resolve(file), name: file }, prose)))
      notify(plain`${file} is left out: the source has more text than can be searched.`);
  }
  if (source.passages === 0) throw new RequestError(plain`The source has no text. Name files or folders with prose.`);
  const itself = files.find((file) => source.isOnly(path.resolve(file)));
  if (itself !== undefined) throw new RequestError(plain`${itself} cannot be its own source. Name another one.`);
  return source;
}

/** A sentence that states something, with its number among them. */
type NumberedClaim = TextUnit & PlacedClaim & { readonly order: number };

async function* claimsOf(given: Arguments): AsyncGenerator<NumberedClaim> {
  let order = 0;
  for await (const unit of textUnits(given)) {
    const uri = unit.file === '' ? '' : path.resolve(unit.file);
    if (isClaim(unit)) yield { ...unit, uri, order: order++ };
  }
}

function printRow(format: Format, row: CheckRow, thresholds: Thresholds): void {
  if (format === 'json') return printJson(jsonRow(row, thresholds));
  if (format === 'csv') return printData(csvRow(row, thresholds));
  const { verdict, score, deciding, opposing } = judge(row, thresholds);
  print(`${verdict} ${score.toFixed(3)}  ${placeOf(row)}${row.text}`);
  if (verdict !== 'not found') print(`  ${evidenceText(deciding!)}`);
  if (opposing !== undefined) {
    print(`  but ${verdict === 'supported' ? 'contradicted' : 'supported'} ${evidenceText(opposing)}`);
  }
}

function evidenceText({ score, passage }: Evidence<SourcePassage>): string {
  return `${score.toFixed(3)}  ${placeOf({ file: passage.file.name, line: passage.line })}${passage.text}`;
}
