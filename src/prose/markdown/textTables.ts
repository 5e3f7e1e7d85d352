import type { TextRange } from '../../protocol/text';

const gridRule = /^\s*\+(?:[-=:]+\+)+\s*$/;
const gridLine = /^\s*[|+].*[|+]\s*$/;
const columnRule = /^\s*-{2,}(?: +-{2,})+\s*$/;
const wholeRule = /^\s*-{3,}\s*$/;
/** How many lines a header, or a row between blank lines, may have. */
const maxRowLines = 20;

/** A table that is drawn with characters: Pandoc's grid, simple and multiline tables. */
export interface TextTable {
  /** The index of the line behind it. */
  readonly end: number;
  /** Where the text of each cell stands, line by line, as offsets of the chunk. */
  readonly cells: readonly (readonly TextRange[])[];
}

/** The table that begins at line `index`; `starts` are the lines' offsets. */
export function textTableAt(lines: readonly string[], starts: readonly number[], index: number): TextTable | undefined {
  const line = lines[index] ?? '';
  if (gridRule.test(line)) return gridTable(lines, starts, index);
  if (columnRule.test(line)) return columnTable(lines, starts, index, index);
  if (columnRule.test(lines[index + 1] ?? '') && lines[index - 1]?.trim() !== '---' && line.trim() !== '')
    return columnTable(lines, starts, index, index + 1);
  if (!wholeRule.test(line)) return undefined;
  const rule = lines
    .slice(index + 1, index + 1 + maxRowLines)
    .findIndex((one) => columnRule.test(one) || one.trim() === '');
  const at = index + 1 + rule;
  return rule > 0 && columnRule.test(lines[at] ?? '') ? columnTable(lines, starts, index + 1, at) : undefined;
}

function gridTable(lines: readonly string[], starts: readonly number[], first: number): TextTable | undefined {
  if (!/^\s*\|/.test(lines[first + 1] ?? '')) return undefined;
  const rows: TextRange[][][] = [];
  let row: TextRange[][] = [];
  let index = first;
  for (; gridLine.test(lines[index] ?? ''); index++) {
    const line = lines[index] ?? '';
    if (gridRule.test(line)) {
      rows.push(row);
      row = [];
      continue;
    }
    let [cell, column] = [0, line.indexOf('|') + 1];
    for (const part of line.slice(column, line.lastIndexOf('|')).split('|')) {
      add((row[cell++] ??= []), part, (starts[index] ?? 0) + column);
      column += part.length + 1;
    }
  }
  return { end: index, cells: [...rows, row].flat().filter((cell) => cell.length > 0) };
}

/** A table whose columns stand under the strokes of line `rule`; the header's lines begin at `first`. */
function columnTable(
  lines: readonly string[],
  starts: readonly number[],
  first: number,
  rule: number,
): TextTable | undefined {
  const strokes = Array.from((lines[rule] ?? '').matchAll(/-+/g), ({ index, 0: stroke }) => ({
    start: index,
    end: index + stroke.length,
  }));
  const isMultiline = rule > first && wholeRule.test(lines[first - 1] ?? '');
  const closes = (line: string) => wholeRule.test(line) || columnRule.test(line);
  let end = rule + 1;
  while (end < lines.length && !closes(lines[end] ?? '') && (isMultiline || lines[end]?.trim() !== '')) end++;
  const isClosed = end < lines.length && closes(lines[end] ?? '');
  if ((isMultiline || rule === first) && !isClosed) return undefined;
  const cells: TextRange[][] = [];
  let row: TextRange[][] = [];
  for (let index = first; index < end; index++) {
    const line = (lines[index] ?? '').trimEnd();
    if (index === rule || line === '' || !isMultiline) {
      cells.push(...row);
      row = [];
    }
    if (index === rule || line === '') continue;
    for (const [cell, { start }] of strokes.entries()) {
      // Text may stand out to the left and to the right of its stroke.
      const from = cell === 0 ? 0 : wordEnd(line, strokes[cell - 1]!.end, start);
      const to =
        cell === strokes.length - 1 ? line.length : wordEnd(line, strokes[cell]!.end, strokes[cell + 1]!.start);
      add((row[cell] ??= []), line.slice(from, to), (starts[index] ?? 0) + from);
    }
  }
  cells.push(...row);
  return { end: end + Number(isClosed), cells: cells.filter((cell) => cell.length > 0) };
}

/** The first space between two columns. */
function wordEnd(line: string, start: number, end: number): number {
  const space = line.slice(start, end).search(/\s/);
  return space < 0 ? end : start + space;
}

function add(cell: TextRange[], part: string, offset: number): void {
  const text = part.trim();
  if (text === '') return;
  const start = offset + part.indexOf(text);
  cell.push({ start, end: start + text.length });
}
