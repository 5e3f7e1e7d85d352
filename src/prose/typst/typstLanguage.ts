import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd, type ProseLanguage } from '../proseLanguage';
import { typstBlocks } from './typstReader';
import { TypstScanner, type TypstSink } from './typstScanner';

/** Typst's markup, and the content in its code. */
export const typstLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: typstChunkEnd,
  blocksOf: typstBlocks,
  // Brackets in text are text, but behind a name or an argument they are the next one.
  literal: ({ text, before }) => text.replace(/[\w)\]]/.test(before) ? /[[\]\\*_`$#<>@~]/g : /[\\*_`$#<>@~]/g, '\\$&'),
};

const nobody = () => undefined;
const silent: TypstSink = {
  text: nobody,
  decoded: nobody,
  lineBreak: nobody,
  mathematics: nobody,
  raw: nobody,
  reference: nobody,
  begin: nobody,
  close: nobody,
  enter: nobody,
  leave: nobody,
};
const mayBegin = /^\s*(?:[-+=[\]})]|\d+\.)/;

/** Cuts Typst at blank lines outside of notes and code; what is open is the state. */
function typstChunkEnd(text: string, from: number, state: string): ChunkEnd {
  const scanner = new TypstScanner(state, silent);
  let at = from;
  let [afterBlank, hasText] = [false, false];
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const isLong = at - from > maxChunkLength || (at - from > chunkCharacters && mayBegin.test(text.slice(at, end)));
    if (isLong || (afterBlank && hasText && !blank && scanner.isApart)) break;
    const cut = forcedCut(text, from, at, end);
    scanner.scan(text.slice(at, cut ?? end));
    if (cut !== undefined) return { end: cut, state: scanner.state, hasProse: true };
    hasText ||= !blank;
    afterBlank = blank;
    at = end;
  }
  return { end: at, state: scanner.state, hasProse: hasText };
}
