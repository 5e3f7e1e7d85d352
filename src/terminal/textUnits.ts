import { stat } from 'node:fs/promises';
import { gather } from '../base/gather';
import { plain } from '../base/plainText';
import { documentUnits, lineIndex, verbatim, type MappedUnit } from '../prose/documentUnits';
import { languageOfFile } from '../prose/fileLanguages';
import type { TextRange } from '../protocol/text';
import { choice, option, type Arguments, type OptionHelps } from './arguments';
import { RequestError } from '../protocol/errors';
import { proseSnapshot } from './prose';
import { readLines, readText } from './textFile';
import { UsageError } from './usage';

/** How a caller gives a text, and asks for JSON. */
export const textOptions: OptionHelps = {
  text: ['TEXT', 'a text, in place of files or lines of standard input'],
  json: 'short for --format json',
};

/** A text of the command line, a file or standard input. Offsets count UTF-16 units in the file as it is. */
export interface TextUnit extends MappedUnit {
  /** Empty for a text of the command line or of standard input. */
  readonly file: string;
  /** Second text of a pair. */
  readonly textPair?: string;
}

/** What a file is taken apart into. */
export const unitNames = ['sentence', 'paragraph', 'line', 'document'] as const;

type UnitName = (typeof unitNames)[number];

/** Changes how a part of a file is read. */
type AdaptUnit = (unit: MappedUnit) => MappedUnit;

/**
 * The texts that a command line gives: that of --text, the parts of its files, or the lines of standard input. With
 * --pair all have the same second text; with --pairs each line is two texts with a tab between them. @throws UsageError
 */
export async function* textUnits(
  given: Arguments,
  fallback: UnitName = 'sentence',
  adapt: AdaptUnit = (unit) => unit,
): AsyncGenerator<TextUnit> {
  const textPair = option(given, 'pair');
  for await (const unit of texts(given, fallback, adapt))
    yield given.values.pairs === true ? split(unit) : { ...unit, textPair };
}

/** As `textUnits`, in groups for a request each: enough to batch by length, few enough to see first results soon. */
export function textGroups(given: Arguments, fallback?: UnitName, adapt?: AdaptUnit): AsyncGenerator<TextUnit[]> {
  return gather(textUnits(given, fallback, adapt), { items: 64, size: 20_000, sizeOf: ({ text }) => text.length });
}

/** Where a unit stands, before what is printed of it. */
export function placeOf({ file, line }: Pick<TextUnit, 'file' | 'line'>): string {
  return file === '' ? '' : `${file}:${line}: `;
}

/** Reports a missing file before others are read. @throws RequestError */
export async function readableFiles({ command, texts: files }: Arguments): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) continue;
    throw new RequestError(
      plain`“${file}” is not a file. ${command} takes files; give a text with --text or on standard input.`,
    );
  }
}

async function* texts(given: Arguments, fallback: UnitName, adapt: AdaptUnit): AsyncGenerator<TextUnit> {
  const unit = choice(given, 'unit', unitNames, given.values.pairs === true ? 'line' : fallback);
  const typed = option(given, 'text');
  if (typed !== undefined) yield { file: '', line: 1, ...asItStands(typed, 0, lineIndex(typed)) };
  for (const file of given.texts) yield* unit === 'line' ? lines(file) : parts(file, unit, adapt);
  if (typed === undefined && given.texts.length === 0) yield* lines('');
}

/** A text without markup. */
function asItStands(text: string, from: number, lineAt: (offset: number) => number) {
  const sourceOf = ({ start, end }: TextRange) => text.slice(start - from, end - from);
  return { lineAt, sourceOf, ...verbatim(text, from) };
}

function split(unit: TextUnit): TextUnit {
  const [text = '', textPair, ...more] = unit.text.split('\t');
  if (textPair === undefined || more.length > 0) {
    throw new UsageError(
      plain`With --pairs, each line must be two texts separated by a tab. Correct line ${unit.line}.`,
    );
  }
  return { ...unit, text, textPair };
}

/** A file's sentences or paragraphs, or all its prose as one text; its markup follows from its name. */
async function* parts(file: string, unit: Exclude<UnitName, 'line'>, adapt: AdaptUnit): AsyncGenerator<TextUnit> {
  const source = await readText(file);
  const kind = unit === 'document' ? 'whole' : unit;
  const prose = proseSnapshot(file, languageOfFile(file), source);
  for await (const part of documentUnits(prose, kind)) yield { file, ...adapt(part) };
}

/** Lines as they come, without empty ones; of standard input where `file` is empty. */
async function* lines(file: string): AsyncGenerator<TextUnit> {
  let line = 0;
  for await (const one of readLines(file)) {
    line++;
    const number = line;
    if (one.text.trim() !== '') yield { file, line, ...asItStands(one.text, one.start, () => number) };
  }
}
