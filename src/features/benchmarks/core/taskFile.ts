import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { maxTextLength } from '../../../protocol/text';

export interface TaskFile {
  /** Its name without folder and extensions. */
  readonly name: string;
  readonly text: string;
}

const maxLines = 10_000_000;

/** At most `limit` lines, spread evenly, of those not blank that `counts` accepts. @throws RequestError if none */
export function takeLines(file: TaskFile, limit: number, counts: (line: string) => boolean = () => true): string[] {
  const lines: string[] = [];
  for (const [line] of file.text.matchAll(/[^\n]+/g)) {
    if (line.trim() === '') continue;
    if (line.length > maxTextLength)
      throw wrongFormat(file, `it has a line of more than ${maxTextLength.toLocaleString('en')} characters`);
    if (lines.length === maxLines) throw wrongFormat(file, `it has more than ${maxLines.toLocaleString('en')} lines`);
    if (counts(line)) lines.push(line.replace(/\r$/, ''));
  }
  if (lines.length === 0) throw wrongFormat(file, 'it has no line that can be measured');
  return spread(lines, limit);
}

/** At most `limit` items, spread evenly over all of them, in their order: the same ones every time. */
export function spread<Item>(items: readonly Item[], limit: number): Item[] {
  const step = Math.max(1, items.length / limit);
  return Array.from({ length: Math.min(limit, items.length) }, (_, i) => items[Math.floor(i * step)]!);
}

/** A field of a JSON line. @throws RequestError when the line is not a JSON object */
export function fieldOf(file: TaskFile, index: number, line: string, name: string): unknown {
  const value = parseJson(file, line, index);
  if (typeof value !== 'object' || value === null) throw wrongFormat(file, `line ${index + 1} is not a JSON object`);
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** @throws RequestError with the number of the line, if one is given */
export function parseJson(file: TaskFile, text: string, index?: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw wrongFormat(file, index === undefined ? 'it is not JSON' : `line ${index + 1} is not JSON`);
  }
}

/** The error for a file that is not in its task's format. */
export function wrongFormat({ name }: TaskFile, reason: string): RequestError {
  return new RequestError(
    plain`“${name}” is not in the format of this task: ${reason}. Formats: docs/command-line.md.`,
  );
}
