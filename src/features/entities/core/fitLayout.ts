import type { ProseEdit } from '../../../prose/proseDocument';
import type { TextRange } from '../../../protocol/text';

/** A change of a document. Titles may have rules around them, and the cells of a table columns to keep. */
export interface LayoutEdit extends ProseEdit {
  readonly isHeading: boolean;
  readonly inTable: boolean;
}

/**
 * The changes with those of the layout that depends on them: space in the cells of tables, and the lines of punctuation
 * under and over titles, which must be about as long as these. In order, as the changes are.
 */
export function fitLayout(document: string, edits: readonly LayoutEdit[]): ProseEdit[] {
  const fitted = edits.map((edit, i) => (edit.inTable ? padded(document, edit, edits[i + 1]?.start) : edit));
  const lines = new Map<number, { end: number; growth: number }>();
  for (const [i, { start, end, text }] of fitted.entries()) {
    if (!edits[i]!.isHeading) continue;
    const line = lineOf(document, start);
    const { growth = 0 } = lines.get(line.start) ?? {};
    lines.set(line.start, { end: line.end, growth: growth + text.length - (end - start) });
  }
  const rules = [...lines].flatMap(([start, { end, growth }]) => rulesAround(document, { start, end }, growth));
  return [...fitted, ...rules].sort((a, b) => a.start - b.start);
}

/** Takes away or adds space behind what changes; one space stays. */
function padded(document: string, edit: LayoutEdit, next = Infinity): ProseEdit {
  const growth = edit.text.length - (edit.end - edit.start);
  const spaces = /^ */.exec(document.slice(edit.end, Math.min(next, edit.end + 1000)))![0].length;
  if (spaces < 2 && !document.startsWith('|', edit.end + spaces)) return edit;
  if (growth <= 0) return { ...edit, text: edit.text + ' '.repeat(-growth) };
  return { ...edit, end: edit.end + Math.max(0, Math.min(growth, spaces - 1)) };
}

/** How much longer or shorter than its title a rule may be. */
const slack = 2;
const ruleLine = /^([!-/:-@[-`{-~])\1{2,}$/;

/** The changes of the rules under and over a title that grows. */
function rulesAround(document: string, title: TextRange, growth: number): ProseEdit[] {
  const fitted = (rule: TextRange): ProseEdit[] => {
    const text = document.slice(rule.start, rule.end);
    const isRule = ruleLine.test(text) && Math.abs(text.length - (title.end - title.start)) <= slack;
    return isRule ? [{ ...rule, text: text.charAt(0).repeat(Math.max(3, text.length + growth)) }] : [];
  };
  const under = fitted(lineOf(document, nextLine(document, title.end)));
  if (growth === 0 || under.length === 0) return [];
  const over = lineOf(document, title.start - 1);
  // The rule over a title may be the one under another.
  const before = lineOf(document, over.start - 1);
  const isOver = over.start === 0 || document.slice(before.start, before.end).trim() === '';
  return isOver ? [...fitted(over), ...under] : under;
}

/** The line of an offset, without its end. */
function lineOf(document: string, at: number): TextRange {
  const start = at <= 0 ? 0 : document.lastIndexOf('\n', at - 1) + 1;
  const end = document.slice(start).search(/\r?\n|$/);
  return { start, end: start + end };
}

function nextLine(document: string, end: number): number {
  const found = document.indexOf('\n', end);
  return found < 0 ? end : found + 1;
}
