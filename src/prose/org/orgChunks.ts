import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';

const lineReach = 500;
export const headline = /^\*+(?=[ \t])/;
/** What begins a region without prose: a block of code, a drawer that Emacs keeps, or mathematics. */
const opaqueStart =
  /^\s*(?:#\+begin_(src|example|export|comment)\b|#\+begin: |:(?:properties|logbook|clock):\s*$|\\begin\{([A-Za-z]+\*?)\})/i;
/** The headline of a part that is not exported. */
const hiddenHeadline = /^(\*+)[ \t](?:[ \t]*COMMENT(?:[ \t]|$)|.*:noexport:(?:[\w@#%]+:)*\s*$)/;
const mayBegin = /^\s*(?:[-+|]|\d+[.)])/;

/**
 * Cuts Org at blank lines and headlines. Regions without prose are chunks of their own. The state is what closes the
 * region, in lower case, or the stars of the hidden headline; it is empty in prose.
 */
export function orgChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state !== '') return opaqueEnd(text, from, state, from);
  let at = from;
  let [afterBlank, hasText] = [false, false];
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach));
    const close = closeOf(line);
    if (close !== undefined && at === from) {
      const isClosed = close.startsWith('\\') && line.toLowerCase().includes(close);
      return isClosed ? { end, state: '', hasProse: false } : opaqueEnd(text, from, close, end);
    }
    const blank = isBlank(text, at, end);
    const isLong = at - from > maxChunkLength || (at - from > chunkCharacters && mayBegin.test(line));
    const begins = close !== undefined || headline.test(line) || (afterBlank && hasText && !blank);
    if (at > from && (begins || isLong)) break;
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: '', hasProse: true };
    hasText ||= !blank;
    afterBlank = blank;
    at = end;
  }
  return { end: at, state: '', hasProse: hasText };
}

/** What closes the region that a line opens. */
function closeOf(line: string): string | undefined {
  const hidden = hiddenHeadline.exec(line)?.[1];
  if (hidden !== undefined) return hidden;
  const [start, block, environment] = opaqueStart.exec(line) ?? [];
  if (start === undefined) return undefined;
  if (environment !== undefined) return `\\end{${environment.toLowerCase()}}`;
  if (block !== undefined) return `#+end_${block.toLowerCase()}`;
  return start.trim().startsWith('#') ? '#+end:' : ':end:';
}

/** A region ends at a headline, too, since none can stand in it. */
function opaqueEnd(text: string, from: number, close: string, next: number): ChunkEnd {
  const isHidden = close.startsWith('*');
  let at = next;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach));
    const stars = headline.exec(line)?.[0].length ?? Infinity;
    if (stars <= (isHidden ? close.length : maxChunkLength)) return { end: at, state: '', hasProse: false };
    if (!isHidden && line.trim().toLowerCase().startsWith(close)) return { end, state: '', hasProse: false };
    if (at - from > maxChunkLength) break;
    at = end;
  }
  return { end: Math.max(at, lineEnd(text, from)), state: close, hasProse: false };
}
