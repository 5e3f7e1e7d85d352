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

/** The paragraph, list item, quote or heading that holds `offset`; undefined in code, mathematics, tables, front matter and on blank lines. */
export function paragraphAt(document: string, offset: number, language: string): Paragraph | undefined {
  const markup = (Object.hasOwn(markups, language) && markups[language]) || plain;
  const lines = linesOf(document);
  const kinds = kindsOf(lines, markup);
  const at = lines.findLastIndex((line) => line.start <= offset);
  const line = lines[at];
  if (line === undefined || kinds[at] !== 'prose' || offset < line.start + markerLength(line.text, markup))
    return undefined;
  let first = at;
  while (first > 0 && kinds[first - 1] === 'prose' && !breaksBetween(lines[first - 1], lines[first], markup)) first--;
  let last = at;
  while (kinds[last + 1] === 'prose' && !breaksBetween(lines[last], lines[last + 1], markup)) last++;
  const block = lines.slice(first, last + 1);
  const start = block[0]?.start ?? 0;
  const text = block.map((line) => withoutMarker(line.text, markup)).join(' ');
  if (offset > start + text.length) return undefined;
  const before = text.slice(0, offset - start);
  return markup.inlineCode?.test(before) ? undefined : { start, text };
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
  let close = markup.frontMatter?.open.test(lines[0]?.text ?? '') ? markup.frontMatter.close : undefined;
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
      close = region.close(opening);
      return 'other';
    }
    return markup.skip?.test(text) ? 'other' : 'prose';
  });
}

function indentOf(line: string): number {
  const white = /^\s*/.exec(line)?.[0] ?? '';
  return [...white].reduce((columns, character) => columns + (character === '\t' ? 4 : 1), 0);
}
