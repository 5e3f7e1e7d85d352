import path from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { plain } from '../base/plainText';
import { messageOf, RequestError } from '../protocol/errors';
import { maxTextLength } from '../protocol/text';
import { linesOf, maxEntries, parseObject, tooLong, tooMany } from './dataLines';

/** A text, or a pair of texts, with the labels that a person gave it: one, or several where labels are independent. */
export interface LabeledText {
  readonly text: string;
  readonly textPair?: string;
  readonly labels: readonly string[];
}

/** What two texts have to share to count as the same. */
export function textKey({ text, textPair = '' }: LabeledText): string {
  return `${text}\n${textPair}`.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Which columns (by name, or by place from 1) or JSON fields hold what; found by their usual names where not given. */
export interface Columns {
  readonly text?: string;
  readonly pair?: string;
  readonly label?: string;
}

/** Usual names of columns and fields, in lower case, those first that win. */
export type ColumnNames = Readonly<Record<keyof Columns, readonly string[]>>;

export const labeledTextColumns = {
  text: ['text', 'sentence', 'sentence1', 'premise', 'question1', 'question', 'review', 'comment', 'content', 'tweet'],
  pair: ['text_pair', 'textpair', 'pair', 'sentence2', 'hypothesis', 'question2'],
  label: ['label', 'labels', 'class', 'category', 'target', 'score', 'sentiment', 'gold_label', 'intent'],
} as const satisfies ColumnNames;

/** Whether an object of a JSON line has a label for all of its text. */
export function hasLabel(fields: Readonly<Record<string, unknown>>): boolean {
  return labeledTextColumns.label.some((name) => fields[name] !== undefined);
}

/** Whether an object of a JSON line has a second text. */
export function isPair(fields: Readonly<Record<string, unknown>>): boolean {
  return labeledTextColumns.pair.some((name) => fields[name] !== undefined);
}

/** Several labels of one text are separated by this in a table. */
const labelSeparator = '|';

/** The largest file of labeled texts that is read, in bytes. */
export const maxDataBytes = 100_000_000;

/**
 * Reads labeled texts: comma- or tab-separated tables (`.csv`, `.tsv`; with or without a header) or a JSON object a
 * line (`.jsonl`, `.ndjson`). `file` names the format and is named in errors.
 * @throws RequestError naming the file, the line and what was expected
 */
export function readLabeledTexts(
  file: string,
  contents: string,
  columns: Columns = {},
  names: ColumnNames = labeledTextColumns,
): LabeledText[] {
  const extension = path.extname(file).toLowerCase();
  const text = withoutMark(contents);
  const given = { columns, names };
  if (extension === '.jsonl' || extension === '.ndjson') return readJsonLines(file, text, given);
  if (extension === '.csv') return readTable(file, text, ',', given);
  if (extension === '.tsv' || extension === '.tab') return readTable(file, text, '\t', given);
  throw new RequestError(
    plain`"${file}" is not a .csv, .tsv or .jsonl file, nor are its lines words with tags (.conll). Choose a table, or a file with one JSON object per line.`,
  );
}

/** A file's text without a byte order mark. */
export function withoutMark(contents: string): string {
  return contents.replace(/^\uFEFF/, '');
}

/** Columns as they are named, and the usual names of others. */
interface WantedColumns {
  readonly columns: Columns;
  readonly names: ColumnNames;
}

function readTable(file: string, contents: string, delimiter: string, wanted: WantedColumns): LabeledText[] {
  const { columns, names } = wanted;
  const rows = parseTable(file, contents, delimiter);
  const [first] = rows;
  if (first === undefined) return [];
  const header = first.map((name) => name.trim().toLowerCase());
  const isHeader =
    header.some((name) => Object.values(names).some((usual) => usual.includes(name))) ||
    [columns.text, columns.pair, columns.label].some(
      (name) => name !== undefined && header.includes(name.toLowerCase()),
    );
  const body = isHeader ? rows.slice(1) : rows;
  const places = placesOf(file, header, isHeader, body, wanted);
  return body.map((row) => ({
    text: row[places.text] ?? '',
    textPair: places.pair === undefined ? undefined : row[places.pair],
    labels: (row[places.label] ?? '')
      .split(labelSeparator)
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  }));
}

function parseTable(file: string, contents: string, delimiter: string): string[][] {
  requireFewCells(file, contents, delimiter);
  try {
    return parse(contents, {
      delimiter,
      max_record_size: maxTextLength,
      relax_column_count: true,
      skip_empty_lines: true,
      // In tab-separated tables a quote is mostly just a quote.
      quote: delimiter === '\t' ? null : '"',
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE')
      throw tooLong(file, error['lines'] as number);
    const reason = messageOf(error);
    throw new RequestError(
      plain`"${file}" is not a table that can be read (${reason}). Check the quotes in that line.`,
    );
  }
}

/** Separators and line ends are counted, also those in quotes: they bound what the parser makes of it. */
function requireFewCells(file: string, contents: string, delimiter: string): void {
  const [separator, lineEnd] = [delimiter.charCodeAt(0), 10];
  let count = 0;
  for (let i = 0; i < contents.length; i++) {
    const code = contents.charCodeAt(i);
    if (code === separator || code === lineEnd) count++;
  }
  if (count > maxEntries) throw tooMany(file, 'cells');
}

interface Places {
  readonly text: number;
  readonly pair?: number;
  readonly label: number;
}

function placesOf(
  file: string,
  header: readonly string[],
  isHeader: boolean,
  body: readonly (readonly string[])[],
  { columns, names }: WantedColumns,
): Places {
  const find = (role: keyof Columns): number | undefined => {
    const given = columns[role];
    if (given !== undefined) {
      const place = header.indexOf(given.toLowerCase());
      const number = Number(given) - 1;
      if (isHeader && place >= 0) return place;
      if (Number.isInteger(number) && number >= 0 && number < header.length) return number;
      throw new RequestError(plain`"${file}" has no column "${given}"; its columns are ${header.join(', ')}.`);
    }
    if (!isHeader) return undefined;
    const name = names[role].find((known) => header.includes(known));
    return name === undefined ? undefined : header.indexOf(name);
  };
  const [text, pair, label] = [find('text'), find('pair'), find('label')];
  if (text !== undefined && label !== undefined) return { text, pair, label };
  const guessed = guessPlaces(body, header.length);
  if (guessed === undefined) {
    throw new RequestError(
      plain`"${file}" does not say which column holds the text and which the label. Name them "text" and "label" in its first line.`,
    );
  }
  return { text: text ?? guessed.text, pair, label: label ?? guessed.label };
}

/** Of two columns, the one with fewer different entries is the label. */
function guessPlaces(body: readonly (readonly string[])[], width: number): Places | undefined {
  if (width !== 2) return undefined;
  const [first, second] = [0, 1].map((column) => new Set(body.map((row) => row[column])).size);
  return first! < second! ? { label: 0, text: 1 } : { text: 0, label: 1 };
}

function readJsonLines(file: string, contents: string, wanted: WantedColumns): LabeledText[] {
  const texts: LabeledText[] = [];
  for (const { line, number } of linesOf(contents)) {
    if (line.trim() === '') continue;
    if (texts.length === maxEntries) throw tooMany(file, 'lines');
    texts.push(readJsonLine(file, line, number, wanted));
  }
  return texts;
}

/** @throws RequestError for a line that is too long, no object, or without text and label */
function readJsonLine(file: string, line: string, number: number, { columns, names }: WantedColumns): LabeledText {
  if (line.length > maxTextLength) throw tooLong(file, number);
  const fields = parseObject(file, line, number);
  const value = (role: keyof Columns): unknown => {
    const given = columns[role];
    if (given !== undefined) return fields[given];
    const name = names[role].find((known) => fields[known] !== undefined);
    return name === undefined ? undefined : fields[name];
  };
  const [text, pair, label] = [value('text'), value('pair'), value('label')];
  const labels = (Array.isArray(label) ? label : [label]).filter((one) =>
    ['string', 'number', 'boolean'].includes(typeof one),
  );
  if (typeof text !== 'string' || (label === undefined && labels.length === 0)) {
    throw new RequestError(plain`Line ${number} of "${file}" has no "text" and "label".`);
  }
  return { text, textPair: typeof pair === 'string' ? pair : undefined, labels: labels.map(String) };
}
