import { maxChunkLength } from './proseLanguage';

/**
 * Longer lines are taken for several: to look for a line's end again for each chunk takes far longer the longer it is.
 */
const maxLineLength = 8 * maxChunkLength;

/** The offset behind the line at `from`, its line break included. */
export function lineEnd(text: string, from: number): number {
  const at = text.slice(from, from + maxLineLength).indexOf('\n');
  return at < 0 ? Math.min(text.length, from + maxLineLength) : from + at + 1;
}

/** Whether nothing but white space stands between the offsets. */
export function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return false;
  }
  return true;
}

/**
 * Where parsers take time that grows with the square of a chunk: more than this share of signs in so many characters is
 * no prose.
 */
const signShare = 1 / 4;
const signReach = 2000;
/** Signs are counted once in so many characters, however short the lines are. */
const signStep = 64;
/** 1 for the codes of signs. */
const signs = Uint8Array.from({ length: 128 }, (_, code) =>
  Number('[](){}<>*_~`$&|^\\'.includes(String.fromCharCode(code))),
);

/**
 * Where a chunk that begins at `from` has to end because the line from `at` to `end` outgrows it: before that line,
 * else behind a sentence in it, else at a space, else anywhere; undefined when it need not. A stretch that is little
 * but signs outgrows a chunk sooner.
 */
export function forcedCut(text: string, from: number, at: number, end: number): number | undefined {
  const room = maxChunkLength * 2;
  const counts = end - from > signReach && Math.floor((at - from) / signStep) < Math.floor((end - from) / signStep);
  const least = counts && isSigns(text, Math.min(end, from + room)) ? signReach / 2 : maxChunkLength;
  if (end - from <= 2 * least) return undefined;
  if (at > from + least) return at;
  const stretch = text.slice(from + least, Math.min(end, from + 2 * least));
  const cut = /[.!?]\s+/.exec(stretch) ?? /\s+/.exec(stretch);
  const place = from + least + (cut === null ? stretch.length : cut.index + cut[0].length);
  // Not between the halves of a character.
  return /[\udc00-\udfff]/.test(text.charAt(place)) ? place + 1 : place;
}

function isSigns(text: string, end: number): boolean {
  let count = 0;
  for (let at = end - signReach; at < end; at++) count += signs[text.charCodeAt(at)] ?? 0;
  return count > signReach * signShare;
}
