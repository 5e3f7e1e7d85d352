import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { maxChunkLength, type ChunkEnd } from '../proseLanguage';
import { mathEnvironments, opaqueEnvironments } from './latexMacros';

/** The states before `\documentclass`, between it and `\begin{document}`, in the body and behind it; any other is the name of an environment without prose. */
export const documentStart = 'start';
const preamble = 'preamble';
const body = '';
const behind = 'behind';

/** The parser takes some microseconds a character, so a chunk ends before the next item, environment or section behind this many. */
const softLength = 1000;
/** Lines without prose are not parsed: their chunks may be longer. */
const region = /\\begin\s*\{([A-Za-z\d]+)\*?\}/g;
const structure = /^\s*\\(?:item|begin|end|(?:sub)*section|paragraph|chapter|part)\b/;
const beforeClass =
  /^\s*(?:%|$|\\(?:RequirePackage|PassOptions\w*|documentclass|documentstyle|batchmode|nonstopmode|input|def|newif|let)\b)/;
const lineReach = 500;

/** Cuts LaTeX at blank lines. The preamble and environments that hold no prose are chunks of their own; mathematics goes with the text around it. */
export function latexChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state === documentStart) return startEnd(text, from);
  if (state === preamble) return preambleEnd(text, from);
  if (state === behind) return { end: regionLimit(text, from), state: behind, hasProse: false };
  if (state !== body) return opaqueEnd(text, from, state);
  const end = lineEnd(text, from);
  const line = text.slice(from, Math.min(end, from + 4 * maxChunkLength));
  if (/^[^%]*\\end\s*\{document\}/.test(line)) return { end, state: behind, hasProse: true };
  const name = opaqueName(line);
  return name === undefined ? proseEnd(text, from) : opaqueEnd(text, from, name);
}

/** The lines before `\documentclass`; a file without it, or one that is included, begins with its body. */
function startEnd(text: string, from: number): ChunkEnd {
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach));
    if (/^\s*\\document(?:class|style)\b/.test(line)) return preambleEnd(text, from);
    if (!beforeClass.test(line)) return proseEnd(text, from);
    at = end;
    if (at - from > maxChunkLength) break;
  }
  return { end: at, state: body, hasProse: true };
}

function preambleEnd(text: string, from: number): ChunkEnd {
  const limit = regionLimit(text, from);
  const begin = /^[^%\n]*?\\begin\s*\{document\}/m.exec(text.slice(from, limit));
  if (begin === null) return { end: limit, state: preamble, hasProse: false };
  return { end: from + begin.index + begin[0].length, state: body, hasProse: false };
}

function opaqueEnd(text: string, from: number, name: string): ChunkEnd {
  const limit = regionLimit(text, from);
  const close = new RegExp(`\\\\end\\s*\\{${name}\\*?\\}`).exec(text.slice(from, limit));
  if (close === null) return { end: limit, state: name, hasProse: false };
  return { end: from + close.index + close[0].length, state: body, hasProse: false };
}

/** The end of the line with which a stretch without prose is long enough. */
function regionLimit(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from <= maxChunkLength) at = lineEnd(text, at);
  return at;
}

function proseEnd(text: string, from: number): ChunkEnd {
  const open = new OpenMathematics();
  let at = from;
  let afterBlank = false;
  let hasText = false;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const line = text.slice(at, Math.min(end, from + 4 * maxChunkLength));
    if (at > from && !blank) {
      const mayEnd = !open.isOpen || at - from > maxChunkLength;
      if (mayEnd && afterBlank && hasText) break;
      if (mayEnd && at - from > softLength && structure.test(line)) break;
      if (at - from > maxChunkLength || opaqueName(line) !== undefined) break;
    }
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: body, hasProse: true };
    if (/^[^%]*\\end\s*\{document\}/.test(line)) return { end, state: behind, hasProse: true };
    open.read(line);
    hasText ||= !blank;
    afterBlank = blank;
    at = end;
  }
  return { end: at, state: body, hasProse: true };
}

/** The first environment without prose that a line opens and does not close, if it is not displayed mathematics. */
function opaqueName(line: string): string | undefined {
  if (!line.includes('\\begin')) return undefined;
  for (const [, name = ''] of line.replace(/(?<!\\)%.*/, '').matchAll(region))
    if (opaqueEnvironments.has(name) && !mathEnvironments.has(name)) return name;
  return undefined;
}

/** Whether lines have opened displayed mathematics that they have not closed: a blank line in it, as while it is typed, ends no chunk. */
class OpenMathematics {
  #close: string | undefined;

  get isOpen(): boolean {
    return this.#close !== undefined;
  }

  read(line: string): void {
    if (this.#close === undefined && !/\\begin|\\\[|\$\$/.test(line)) return;
    for (const { 0: found, 1: name } of line.matchAll(
      /\\\\|\\%|%.*|\\(?:begin|end)\s*\{([A-Za-z]+)\*?\}|\\[[\]]|\$\$/g,
    )) {
      if (found.startsWith('%')) return;
      if (this.#close !== undefined) {
        if (found === this.#close || (name !== undefined && found.startsWith('\\end') && this.#close === name))
          this.#close = undefined;
      } else if (found === '\\[') this.#close = '\\]';
      else if (found === '$$') this.#close = '$$';
      else if (name !== undefined && mathEnvironments.has(name) && found.startsWith('\\begin')) this.#close = name;
    }
  }
}
