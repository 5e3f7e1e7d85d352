import { BlockBuilder } from '../blockBuilder';
import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import type { ProseBlock } from '../proseBlock';
import { maxChunkLength, type ChunkEnd, type ProseLanguage } from '../proseLanguage';
import { verbatimWithAddresses } from './addresses';

/** Plain text: paragraphs between blank lines. */
export const plainTextLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: plainTextChunkEnd,
  blocksOf: (chunk) => {
    const block = plainTextBlock(chunk);
    return block === undefined ? [] : [block];
  },
};

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

function plainTextBlock(chunk: string): ProseBlock | undefined {
  const first = chunk.search(/\S/);
  const builder = new BlockBuilder(chunk, 'paragraph', chunk.lastIndexOf('\n', first) + 1);
  let end = chunk.length;
  while (end > 0 && isBlank(chunk, end - 1, end)) end--;
  let at = Math.max(0, first);
  for (const { 0: found, index } of chunk.matchAll(/(?:\r\n?|\n)[^\S\r\n]*|$/g)) {
    verbatimWithAddresses(builder, chunk, at, index);
    if (found !== '') builder.lineBreak(index, index + found.length);
    at = index + found.length;
    if (at >= end) break;
  }
  return builder.build();
}
