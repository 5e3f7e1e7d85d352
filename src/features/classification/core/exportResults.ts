import { csvLine, jsonText, markdownCell } from '../../../base/serialize';
import type { DocumentUnit } from '../../../prose/documentUnits';
import type { ClassificationMethod, ProblemType } from '../../../protocol/predictions';
import type { TableFormat } from '../../../results/tableFormats';
import { methodTexts, roughGuess } from './roughGuess';
import { passing, verdict } from './verdict';

/** One classified text, as it is exported. */
export interface ResultRow extends DocumentUnit {
  /** Name of the file or document; empty for a text without one. */
  readonly file: string;
  /** Second text of a pair. */
  readonly textPair?: string;
  readonly scores: readonly number[];
}

/** What all rows have in common. */
export interface ResultTable {
  readonly model: string;
  readonly method: ClassificationMethod;
  readonly problemType: ProblemType;
  readonly labels: readonly string[];
  readonly threshold: number;
  /** Whether rows are of two texts; not where absent. */
  readonly hasPairs?: boolean;
}

/** The results as text, in pieces, so that they need not be in memory at once. */
export function exportResults(format: TableFormat, table: ResultTable, rows: Iterable<ResultRow>): Iterable<string> {
  return { csv: csvLines, json: jsonPieces, markdown: markdownLines }[format](table, rows);
}

/** A table's first line: names of the columns. Labels come after the fixed ones, a column each. */
export function csvHeader({ labels, hasPairs = false }: ResultTable): string {
  const texts = hasPairs ? ['text', 'pair'] : ['text'];
  return csvLine(['file', 'line', 'start', 'end', 'label', 'method', ...texts, ...labels]);
}

/** One text as a line of CSV (RFC 4180), its labels in one cell, separated by semicolons. */
export function csvRow(table: ResultTable, { file, line, start, end, text, textPair = '', scores }: ResultRow): string {
  const texts = table.hasPairs === true ? [text, textPair] : [text];
  const place = [file, line, start, end];
  return csvLine([
    ...place,
    held(table, scores).join('; '),
    methodTexts[table.method],
    ...texts,
    ...scores.map(digits),
  ]);
}

/** One text as an object. */
export function jsonRow(table: ResultTable, { scores, textPair: pair, ...place }: ResultRow) {
  const labels = passing(scores, table.problemType, table.threshold).map((label) => table.labels[label]!);
  return { ...place, pair, labels, scores: scoresByLabel(table, scores) };
}

function* csvLines(table: ResultTable, rows: Iterable<ResultRow>): Generator<string> {
  yield csvHeader(table);
  for (const row of rows) yield csvRow(table, row);
}

function* jsonPieces(table: ResultTable, rows: Iterable<ResultRow>): Generator<string> {
  yield `${jsonText({ ...table, note: roughGuess(table.method) }).slice(0, -1)},"results":[`;
  let separator = '\n';
  for (const row of rows) {
    yield `${separator}${jsonText(jsonRow(table, row))}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* markdownLines(table: ResultTable, rows: Iterable<ResultRow>): Generator<string> {
  const guess = roughGuess(table.method);
  yield `Model: ${markdownCell(table.model)} (${methodTexts[table.method]})\n${guess === undefined ? '' : `\n> ${guess}\n`}`;
  let file: string | undefined;
  for (const row of rows) {
    if (row.file !== file) {
      file = row.file;
      yield `\n## ${markdownCell(file)}\n\n| line | label | score | text |\n| ---: | --- | ---: | --- |\n`;
    }
    const labels = held(table, row.scores).join(', ');
    const best = passing(row.scores, table.problemType, table.threshold);
    const score = best.map((label) => percent(table, row.scores[label]!)).join(', ');
    yield `| ${row.line} | ${markdownCell(labels)} | ${score} | ${markdownCell(row.text)} |\n`;
  }
}

function held({ labels, problemType, threshold }: ResultTable, scores: readonly number[]): readonly string[] {
  return verdict(labels, scores, problemType, threshold);
}

function scoresByLabel({ labels }: ResultTable, scores: readonly number[]): Record<string, number> {
  return Object.fromEntries(labels.map((label, i) => [label, Number(digits(scores[i]!))]));
}

function percent({ problemType }: ResultTable, score: number): string {
  return problemType === 'regression' ? digits(score) : `${(100 * score).toFixed(1)} %`;
}

/** Six digits: what a float32 has. */
function digits(score: number): string {
  return `${Number(score.toPrecision(6))}`;
}
