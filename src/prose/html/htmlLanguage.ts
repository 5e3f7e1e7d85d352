import { numericReference } from '../characterReference';
import { forcedCut, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd, type ProseLanguage } from '../proseLanguage';
import { HtmlReader } from './htmlReader';

/** HTML, read by htmlparser2. */
export const htmlLanguage: ProseLanguage = {
  initialState: '',
  chunkEnd: htmlChunkEnd,
  blocksOf: (chunk) => new HtmlReader(chunk).read(chunk),
  literal: ({ text }) => text.replace(/[<>&]/g, numericReference),
};

const beginsBlock =
  /^\s*<(?:p|h[1-6]|li|[duo]l|d[dt]|div|section|article|table|t[rdh]|blockquote|header|footer|main|aside|nav|figure|details)\b/i;
const opens = /<!--|<(script|style|pre|textarea|svg|head)\b/i;
const comment = '--';

/**
 * Cuts HTML before a line that begins a block; comments, scripts and the like stay whole, or are the state of the next
 * chunk.
 */
function htmlChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state !== '') return opaqueEnd(text, from, state);
  let open = '';
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (open === '' && at - from > chunkCharacters && beginsBlock.test(line)) break;
    open = openBehind(line, open);
    if (open !== '' && end - from > maxChunkLength) return { end, state: open, hasProse: true };
    const cut = open === '' ? forcedCut(text, from, at, end) : undefined;
    if (cut !== undefined) return { end: cut, state: '', hasProse: true };
    at = end;
  }
  return { end: at, state: open, hasProse: true };
}

/** The element without prose that is open behind a line, where `open` is at its start. */
function openBehind(line: string, open: string): string {
  let [state, rest] = [open, line];
  for (;;) {
    const found = (state === '' ? opens : closeOf(state)).exec(rest);
    if (found === null) return state;
    state = state === '' ? (found[1]?.toLowerCase() ?? comment) : '';
    rest = rest.slice(found.index + found[0].length);
  }
}

function opaqueEnd(text: string, from: number, state: string): ChunkEnd {
  let at = from;
  while (at < text.length && at - from <= maxChunkLength) {
    const end = lineEnd(text, at);
    const close = closeOf(state).exec(text.slice(at, end));
    if (close !== null) return { end: at + close.index + close[0].length, state: '', hasProse: false };
    at = end;
  }
  return { end: at, state, hasProse: false };
}

function closeOf(name: string): RegExp {
  return name === comment ? /-->/ : new RegExp(`</${name}\\s*>?`, 'i');
}
