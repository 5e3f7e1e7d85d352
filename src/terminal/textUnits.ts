import { plain } from '../base/plainText';
import { documentUnits, type DocumentUnit } from '../prose/documentUnits';
import { languageOfFile } from '../prose/fileLanguages';
import { option, type Arguments } from './arguments';
import { proseSnapshot } from './prose';
import { readLines, readText } from './textFile';
import { UsageError } from './usage';

/** A text of the command line, a file or standard input. Offsets count UTF-16 units in the file as it is. */
export interface TextUnit extends DocumentUnit {
  /** Empty for a text of the command line or of standard input. */
  readonly file: string;
  /** Second text of a pair. */
  readonly textPair?: string;
}

/** What a file is taken apart into. */
export const unitNames = ['sentence', 'line', 'document'] as const;

/**
 * The texts that a command line gives: that of --text, the parts of its files, or the lines of standard input. With
 * --pair all have the same second text; with --pairs each line is two texts with a tab between them. @throws UsageError
 */
export async function* textUnits(given: Arguments): AsyncGenerator<TextUnit> {
  const textPair = option(given, 'pair');
  for await (const unit of texts(given)) yield given.values.pairs === true ? split(unit) : { ...unit, textPair };
}

async function* texts(given: Arguments): AsyncGenerator<TextUnit> {
  const unit = unitOf(given);
  const typed = option(given, 'text');
  if (typed !== undefined) yield { file: '', line: 1, start: 0, end: typed.length, text: typed };
  for (const file of given.texts) yield* unit === 'line' ? lines(file) : parts(file, unit);
  if (typed === undefined && given.texts.length === 0) yield* lines('');
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

function unitOf(given: Arguments): (typeof unitNames)[number] {
  const name = option(given, 'unit') ?? (given.values.pairs === true ? 'line' : 'sentence');
  const unit = unitNames.find((one) => one === name);
  if (unit === undefined) throw new UsageError(plain`--unit takes one of ${unitNames.join(', ')}.`);
  return unit;
}

/** A file's sentences, or all its prose as one text; its markup follows from its name. */
async function* parts(file: string, unit: 'sentence' | 'document'): AsyncGenerator<TextUnit> {
  const source = await readText(file);
  const kind = unit === 'sentence' ? 'sentence' : 'whole';
  const prose = proseSnapshot(file, languageOfFile(file), source);
  for await (const part of documentUnits(prose, kind)) yield { file, ...part };
}

/** Lines as they come, without empty ones; of standard input where `file` is empty. */
async function* lines(file: string): AsyncGenerator<TextUnit> {
  let line = 0;
  for await (const one of readLines(file)) {
    line++;
    if (one.text.trim() !== '') yield { file, line, ...one };
  }
}
