/** A line of a chunk, or what is left of it behind the marker of a list item. */
export interface SourceLine {
  readonly start: number;
  /** Without the line break and white space before it. */
  readonly end: number;
  /** Without white space at its ends. */
  readonly text: string;
  /** Columns of white space before the text. */
  readonly indent: number;
}

/** The lines of a chunk. Tabs end at columns that eight divides. */
export function sourceLines(chunk: string): SourceLine[] {
  const lines: SourceLine[] = [];
  let start = 0;
  for (const line of chunk.split('\n')) {
    lines.push(lineOf(line, start, 0));
    start += line.length + 1;
  }
  return lines;
}

/** The rest of a line behind `length` characters of its text, as a line that begins in its own column. */
export function restOf({ start, text, indent }: SourceLine, length: number): SourceLine {
  return lineOf(text.slice(length), start + length, indent + length);
}

function lineOf(line: string, start: number, column: number): SourceLine {
  let indent = column;
  let at = 0;
  for (; line[at] === ' ' || line[at] === '\t'; at++) indent += line[at] === '\t' ? 8 - (indent % 8) : 1;
  const text = line.slice(at).trimEnd();
  return { start: start + at, end: start + at + text.length, text, indent: text === '' ? 0 : indent };
}

/** Where the line of an offset begins; a line break of old Macs is one, too. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}
