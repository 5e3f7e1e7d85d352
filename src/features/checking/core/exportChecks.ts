import { csvLine, jsonText, markdownCell } from '../../../base/serialize';
import type { DocumentUnit } from '../../../prose/documentUnits';
import type { TableFormat } from '../../../results/tableFormats';
import type { Evidence, SourceCheck } from './checkUnits';
import type { SourcePassage } from './sourceIndex';
import { judge, type Thresholds } from './verdict';

/** A checked sentence as it is exported. */
export interface CheckRow extends DocumentUnit, SourceCheck<SourcePassage> {
  /** Name of the file or document; empty for a text without one. */
  readonly file: string;
}

/** What all rows have in common. */
export interface CheckTable {
  readonly model: string;
  readonly source: string;
  readonly thresholds: Thresholds;
}

/** The results as text, in pieces, so that they need not be in memory at once. */
export function exportChecks(format: TableFormat, table: CheckTable, rows: Iterable<CheckRow>): Iterable<string> {
  return { csv: csvLines, json: jsonPieces, markdown: markdownLines }[format](table, rows);
}

/** Six digits: what a float32 has. */
const digits = (score: number) => Number(score.toPrecision(6));

/** A sentence as an object of JSON: its verdict, and the best passages for and against it. */
export function jsonRow(row: CheckRow, thresholds: Thresholds): object {
  const { file, line, start, end, text, supported, contradicted } = row;
  const { verdict, score } = judge(row, thresholds);
  const place = { file, line, start, end, text, verdict, score: digits(score) };
  return { ...place, supported: evidence(supported), contradicted: evidence(contradicted) };
}

function evidence(found: Evidence<SourcePassage> | undefined): object | undefined {
  if (found === undefined) return undefined;
  const { score, passage } = found;
  const { file, line, start, end, text } = passage;
  return { score: digits(score), file: file.name, line, start, end, text };
}

export const csvHeader = csvLine([
  ...['file', 'line', 'start', 'end', 'verdict', 'score', 'supported', 'contradicted', 'text'],
  ...['source file', 'source line', 'source start', 'source end', 'passage'],
]);

/** A sentence as a line of CSV, with the passage that decides. */
export function csvRow(row: CheckRow, thresholds: Thresholds): string {
  const { file, line, start, end, text, supported, contradicted } = row;
  const { verdict, score, deciding } = judge(row, thresholds);
  const scores = [score, supported?.score, contradicted?.score].map((one) =>
    one === undefined ? '' : `${digits(one)}`,
  );
  const passage = deciding?.passage;
  const place = [passage?.file.name, passage?.line, passage?.start, passage?.end, passage?.text];
  return csvLine([file, line, start, end, verdict, ...scores, text, ...place.map((one) => one ?? '')]);
}

function* csvLines({ thresholds }: CheckTable, rows: Iterable<CheckRow>): Generator<string> {
  yield csvHeader;
  for (const row of rows) yield csvRow(row, thresholds);
}

function* jsonPieces(table: CheckTable, rows: Iterable<CheckRow>): Generator<string> {
  yield `${jsonText(table).slice(0, -1)},"results":[`;
  let separator = '\n';
  for (const row of rows) {
    yield `${separator}${jsonText(jsonRow(row, table.thresholds))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* markdownLines({ model, source, thresholds }: CheckTable, rows: Iterable<CheckRow>): Generator<string> {
  yield `Model: ${markdownCell(model)}. Source: ${markdownCell(source)}.\n`;
  let last: string | undefined;
  for (const row of rows) {
    if (row.file !== last) {
      last = row.file;
      yield `\n## ${markdownCell(row.file)}\n\n| line | verdict | score | sentence | passage |\n| ---: | --- | ---: | --- | --- |\n`;
    }
    const { verdict, score, deciding } = judge(row, thresholds);
    const passage = deciding?.passage;
    const where = passage === undefined ? '' : `${passage.file.name}:${passage.line}: ${passage.text}`;
    const cells = [
      `${row.line}`,
      verdict,
      `${(100 * score).toFixed(1)} %`,
      markdownCell(row.text),
      markdownCell(where),
    ];
    yield `| ${cells.join(' | ')} |\n`;
  }
}
