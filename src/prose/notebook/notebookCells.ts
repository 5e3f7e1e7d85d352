import type { TextRange } from '../../protocol/text';

/** A stretch of a string's value and what stands for it in the file: the same characters, or one escape. */
export interface StringRun {
  readonly text: string;
  readonly source: TextRange;
}

const characters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** An object or array that is open, with the key or index of the value that comes next in it. */
interface Open {
  readonly isObject: boolean;
  key: string;
  isKey: boolean;
}

/**
 * The sources of a notebook's Markdown cells, each as the runs of its strings: the value of `source` is a string or a
 * list of them. Reads JSON in one pass, without nesting calls; of what is no notebook there are no cells.
 */
export function markdownCells(json: string): StringRun[][] {
  const cells: StringRun[][] = [];
  const open: Open[] = [];
  let [type, source]: [string, StringRun[]] = ['', []];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    const top = open.at(-1);
    if (sign === '{' || sign === '[') {
      if (open.length === 2) [type, source] = ['', []];
      open.push({ isObject: sign === '{', key: '', isKey: sign === '{' });
    } else if (sign === '}' || sign === ']') {
      open.pop();
      if (open.length === 2 && isInCells(open) && type === 'markdown') cells.push(source);
    } else if (sign === ',' && top?.isObject === true) {
      top.isKey = true;
    } else if (sign === '"') {
      const end = stringEnd(json, at + 1);
      const isIn = (key: string, depth: number) => open.length <= depth && open[2]?.key === key && isInCells(open);
      if (top?.isKey === true) [top.key, top.isKey] = [json.slice(at + 1, end), false];
      else if (isIn('cell_type', 3)) type = json.slice(at + 1, end);
      else if (isIn('source', 4)) for (const run of stringRuns(json, at + 1, end)) source.push(run);
      at = end;
    }
  }
  return cells;
}

function isInCells(open: readonly Open[]): boolean {
  return open[0]?.key === 'cells' && open[1]?.isObject === false;
}

/** The offset of the quotation mark that closes a string. */
function stringEnd(json: string, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return Math.min(at, json.length);
}

function stringRuns(json: string, from: number, end: number): StringRun[] {
  return Array.from(
    json.slice(from, end).matchAll(/\\(?:u([\da-fA-F]{4})|[^])|[^\\]+/g),
    ({ 0: found, 1: code, index }) => {
      const text = code === undefined ? unescaped(found) : String.fromCharCode(parseInt(code, 16));
      return { text, source: { start: from + index, end: from + index + found.length } };
    },
  );
}

function unescaped(found: string): string {
  if (!found.startsWith('\\')) return found;
  return characters[found.charAt(1)] ?? found.slice(1);
}
