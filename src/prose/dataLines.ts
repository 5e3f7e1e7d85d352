import { plain } from '../base/plainText';
import { RequestError } from '../protocol/errors';
import { maxTextLength } from '../protocol/text';

/** Maximum number of cells, lines of JSON or tagged words in a file: more do not fit into memory beside a training. */
export const maxEntries = 3_000_000;

/** The lines of a file from number 1. Not split at once: empty lines would be many times their size in memory. */
export function* linesOf(contents: string): Generator<{ readonly line: string; readonly number: number }> {
  let number = 0;
  for (const [line] of contents.matchAll(/[^\n]*\n|[^\n]+/g)) yield { line, number: ++number };
}

/** @throws RequestError for a line that is not a JSON object */
export function parseObject(file: string, line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below, with the line.
  }
  throw new RequestError(plain`Line ${number} of "${file}" is not a JSON object.`);
}

export function tooLong(file: string, line: number): RequestError {
  return new RequestError(
    plain`Line ${line} of "${file}" has more than ${maxTextLength.toLocaleString('en')} characters. Check its quotes, or split it into texts of a few sentences.`,
  );
}

export function tooMany(file: string, what: string): RequestError {
  return new RequestError(
    plain`"${file}" has more than ${maxEntries.toLocaleString('en')} ${what}. Train on a part of it.`,
  );
}
