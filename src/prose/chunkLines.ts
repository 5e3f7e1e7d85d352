import { longestChunk } from './proseLanguage';

/** The offset behind the line at `from`, its line break included. */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
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
 * Where a stretch of lines from `start` to `end` has to be cut when it outgrows a chunk that begins at `from`: behind a sentence, else at a
 * space, else anywhere; undefined when it need not be.
 */
export function forcedCut(text: string, from: number, end: number): number | undefined {
  if (end - from <= 2 * longestChunk) return undefined;
  const stretch = text.slice(from + longestChunk, Math.min(end, from + 2 * longestChunk));
  const cut = /[.!?]\s+/.exec(stretch) ?? /\s+/.exec(stretch);
  const at = from + longestChunk + (cut === null ? stretch.length : cut.index + cut[0].length);
  // Not between the halves of a character.
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}
