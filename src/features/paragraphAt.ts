import { markups, type Markup } from './markup';

/**
 * A block of prose. `text[i]` stands at `start + i` in the document: line breaks and markers (`> `, `- `) are replaced by as many spaces,
 * so offsets into `text` and into the document differ by `start` only.
 */
export interface Paragraph {
  readonly start: number;
  readonly text: string;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

type LineKind = 'prose' | 'blank' | 'other';

const plain: Markup = { regions: [] };
/** Characters on each side of the caret within which a tag, an address or a command is looked for. */
const inlineReach = 2000;

/**
 * The paragraph, list item, quote or heading that holds `offset`; undefined in code, mathematics, tables, front matter, on blank lines, and
 * in a line's marker (`# `, `- `) unless `inMarker`.
 */
export function paragraphAt(
  document: string,
  offset: number,
  language: string,
  { inMarker = false }: { readonly inMarker?: boolean } = {},
): Paragraph | undefined {
  const markup = (Object.hasOwn(markups, language) && markups[language]) || plain;
  const lines = linesOf(document);
  const kinds = kindsOf(lines, markup);
  const at = lines.findLastIndex((line) => line.start <= offset);
  const line = lines[at];
  if (line === undefined || kinds[at] !== 'prose') return undefined;
  if (!inMarker && offset < line.start + markerLength(line.text, markup)) return undefined;
  let first = at;
  while (first > 0 && kinds[first - 1] === 'prose' && !breaksBetween(lines[first - 1], lines[first], markup)) first--;
  let last = at;
  while (kinds[last + 1] === 'prose' && !breaksBetween(lines[last], lines[last + 1], markup)) last++;
  const block = lines.slice(first, last + 1);
  const start = block[0]?.start ?? 0;
  const text = block.map((line) => withoutMarker(line.text, markup)).join(' ');
  if (offset > start + text.length) return undefined;
  return isInsideCode(text, offset - start, markup) ? undefined : { start, text };
}

function isInsideCode(text: string, at: number, { inlineCode, openBefore, spans }: Markup): boolean {
  const from = Math.max(0, at - inlineReach);
  if (inlineCode?.test(text.slice(0, at)) || openBefore?.test(text.slice(from, at))) return true;
  const near = spans === undefined ? [] : text.slice(from, at + inlineReach).matchAll(spans);
  for (const { index, 0: span } of near) {
    if (index >= at - from) return false;
    if (at - from < index + span.length) return true;
  }
  return false;
}

/** Lines with their offsets; a carriage return stays in the line, as white space. */
function linesOf(document: string): Line[] {
  let start = 0;
  return document.split('\n').map((text) => {
    const line = { start, text };
    start += text.length + 1;
    return line;
  });
}

function breaksBetween(above: Line | undefined, below: Line | undefined, markup: Markup): boolean {
  const isHeading = (line: Line | undefined) => line !== undefined && markup.heading?.test(line.text) === true;
  return isHeading(above) || isHeading(below) || markup.startsBlock?.test(below?.text ?? '') === true;
}

function markerLength(line: string, { marker }: Markup): number {
  return marker?.exec(line)?.[0].length ?? 0;
}

function withoutMarker(line: string, markup: Markup): string {
  const length = markerLength(line, markup);
  return ' '.repeat(length) + line.slice(length).replace(/[\t\r]/g, ' ');
}

function kindsOf(lines: readonly Line[], markup: Markup): LineKind[] {
  let close = frontMatterClose(lines, markup);
  let codeIndent: number | undefined;
  let inList = false;
  let afterBlank = true;
  return lines.map(({ text }, index) => {
    if (close !== undefined) {
      if (index > 0 && close.test(text)) close = undefined;
      return 'other';
    }
    if (text.trim() === '') {
      afterBlank = true;
      return 'blank';
    }
    const indent = indentOf(text);
    if (codeIndent !== undefined && indent > codeIndent) return 'other';
    codeIndent = markup.opensIndented?.test(text) ? indent : undefined;
    if (markup.startsBlock?.test(text)) inList = true;
    else if (afterBlank && indent === 0) inList = false;
    if (markup.indentedCode && afterBlank && !inList && indent >= 4) return 'other';
    afterBlank = false;
    for (const region of markup.regions) {
      const opening = region.open.exec(text);
      if (opening === null) continue;
      const closing = region.close(opening);
      close = closing.test(text.slice(opening.index + opening[0].length)) ? undefined : closing;
      return 'other';
    }
    return markup.skip?.test(text) ? 'other' : 'prose';
  });
}

/** What closes the front matter; undefined when there is none: without an end, or before a blank line, its first line is a rule. */
function frontMatterClose(lines: readonly Line[], { frontMatter }: Markup): RegExp | undefined {
  if (!frontMatter?.open.test(lines[0]?.text ?? '') || (lines[1]?.text ?? '').trim() === '') return undefined;
  const { close } = frontMatter;
  return lines.some(({ text }, index) => index > 0 && close.test(text)) ? close : undefined;
}

function indentOf(line: string): number {
  const white = /^\s*/.exec(line)?.[0] ?? '';
  return [...white].reduce((columns, character) => columns + (character === '\t' ? 4 : 1), 0);
}
