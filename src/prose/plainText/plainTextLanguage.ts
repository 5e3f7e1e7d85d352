import { BlockBuilder } from '../blockBuilder';
import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { maxChunkLength, type ChunkEnd, type ProseLanguage } from '../proseLanguage';
import { lineStart, sourceLines, type SourceLine } from '../sourceLine';
import { verbatimWithAddresses } from './addresses';

/**
 * Plain text: paragraphs between blank lines, in which items of lists and underlined titles are blocks of their own.
 */
export const plainTextLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: plainTextChunkEnd,
  blocksOf: plainTextBlocks,
  literal: ({ text }) => text,
};

/** A bullet, a number or a letter; a longer number may be the year with which a sentence ends. */
const marker = /^(?:[-*+•‣–—]|\(?(?:\d{1,3}|[A-Za-z])\)|\d{1,2}\.|#\d{1,3}\.?)\s+(?=\S)/;
const underline = /^([=\-~^*#_+."'`:])\1{2,}$/;

/** A paragraph with the blank lines behind it. */
function plainTextChunkEnd(text: string, from: number): ChunkEnd {
  let at = from;
  let afterBlank = false;
  let hasProse = false;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    if (!blank && ((afterBlank && hasProse) || at - from > maxChunkLength)) break;
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: '', hasProse: true };
    hasProse ||= !blank;
    afterBlank = blank;
    at = end;
  }
  return { end: at, state: '', hasProse };
}

function plainTextBlocks(chunk: string): ProseBlock[] {
  // A line break of old Macs is one, too.
  const lines = sourceLines(chunk.replace(/\r(?!\n)/g, '\n')).filter(({ text }) => text !== '');
  return groupsOf(lines).flatMap(({ kind, lines: some }) => blockOf(chunk, kind, some) ?? []);
}

interface Group {
  readonly kind: ProseBlockKind;
  readonly lines: SourceLine[];
}

/** The lines of each block. Underlines and rules belong to none. */
function groupsOf(lines: readonly SourceLine[]): Group[] {
  const groups: Group[] = [];
  let isNew = true;
  for (const [index, line] of lines.entries()) {
    if (underline.test(line.text)) {
      isNew = true;
      continue;
    }
    const isTitle = isUnderlined(line, lines[index + 1]);
    const isItem = !isTitle && marker.test(line.text);
    if (isNew || isTitle || isItem)
      groups.push({ kind: isTitle ? 'heading' : isItem ? 'listItem' : 'paragraph', lines: [line] });
    else groups.at(-1)!.lines.push(line);
    isNew = false;
  }
  return groups;
}

/** Whether the next line underlines this one: it is about as long. */
function isUnderlined(line: SourceLine, next: SourceLine | undefined): boolean {
  return next !== undefined && underline.test(next.text) && Math.abs(next.text.length - line.text.length) <= 3;
}

function blockOf(chunk: string, kind: ProseBlockKind, lines: readonly SourceLine[]): ProseBlock | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const builder = new BlockBuilder(chunk, kind, lineStart(chunk, first.start));
  let last: number | undefined;
  for (const { start, end, text } of lines) {
    if (last !== undefined) {
      const breaks = last + (/^[^\S\r\n]*/.exec(chunk.slice(last, start))?.[0].length ?? 0);
      builder.verbatim(last, breaks);
      builder.lineBreak(breaks, start);
    }
    const mark = last === undefined && kind === 'listItem' ? (marker.exec(text)?.[0].length ?? 0) : 0;
    verbatimWithAddresses(builder, chunk, start + mark, end);
    last = end;
  }
  return builder.build();
}
