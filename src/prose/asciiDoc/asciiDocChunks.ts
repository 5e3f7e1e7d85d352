import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';

/** The state in which a document begins, with its header. */
export const documentStart = 'start';
const normal = '';

/** The line that opens a block without prose, and closes it again. */
const opaqueDelimiter = /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,})(?:(?<=`)[\w,][\w,+-]*)?\s*$/;
/** The line around a table. */
export const tableDelimiter = /^[|,:!]={3,}\s*$/;
/** Block attributes that make code or mathematics of the paragraph or open block that follows. */
export const opaqueStyle =
  /^\[(?:source|listing|literal|stem|latexmath|asciimath|pass|comment|plantuml|ditaa|mermaid|graphviz)\b[^\]]*\]\s*$/;
const lineReach = 500;

/** Whether `line` underlines the title before it: its length is that of the title, give or take one. */
export function isUnderline(line: string, title: string): boolean {
  const length = [...title].length;
  return (
    /^(?:=+|-+|~+|\^+|\++)$/.test(line) &&
    Math.abs(length - line.length) < 2 &&
    length > 1 &&
    /^[^.|].*[\p{L}\p{N}]|^[\p{L}\p{N}]/u.test(title)
  );
}

/** A term whose definition may follow behind a blank line. */
export const bareTerm = /\S(?::{2,4}|;;)$/;

/** A line that may stand right before a title. */
const beforeTitle = /^(?:\[.*\]|\/\/.*|:!?[\w-]+!?:.*)?$/;

/**
 * Cuts AsciiDoc at blank lines. Blocks of code, literal text, passthroughs and comments are chunks of their own, with
 * their delimiter as the state; so are tables, from `|===` to `|===`, as far as they are not too long.
 */
export function asciiDocChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (tableDelimiter.test(state)) return tableEnd(text, from, state, from);
  if (state !== normal && state !== documentStart) return opaqueEnd(text, from, state, from);
  let at = from;
  let [afterBlank, hasText, isCode] = [false, false, false];
  let [previous, mayBeTitle, last] = ['', false, ''];
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const line = text.slice(at, Math.min(end, at + lineReach)).trimEnd();
    const delimiter = isCode && line === '--' ? line : opaqueDelimiter.exec(line)?.[1];
    const isTitle = mayBeTitle && isUnderline(line, previous);
    const isRegion = !isTitle && (delimiter !== undefined || tableDelimiter.test(line));
    if (isRegion && at === from)
      return delimiter === undefined ? tableEnd(text, from, line, end) : opaqueEnd(text, from, delimiter, end);
    if (
      !blank &&
      ((afterBlank && hasText && !bareTerm.test(last)) ||
        isRegion ||
        at - from > maxChunkLength ||
        endsHere(line, at - from))
    )
      break;
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: normal, hasProse: true };
    isCode = opaqueStyle.test(line);
    mayBeTitle = !isTitle && beforeTitle.test(previous);
    previous = isTitle ? '' : line;
    hasText ||= !blank;
    afterBlank = blank;
    if (!blank) last = line;
    at = end;
  }
  return {
    end: at,
    state: isCode && /^--\s*$/.test(text.slice(at, lineEnd(text, at))) ? '[--' : normal,
    hasProse: hasText,
  };
}

/** Whether a long chunk may end before a line: an item begins a block. */
function endsHere(line: string, length: number): boolean {
  return length > chunkCharacters && /^(?:[*.-]+|\d+\.)\s/.test(line);
}

function opaqueEnd(text: string, from: number, state: string, next: number): ChunkEnd {
  // An open block with the style of code has yet to pass its first delimiter.
  const delimiter = state === '[--' ? '--' : state;
  let at = state === '[--' ? lineEnd(text, from) : next;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const closes = text.slice(at, Math.min(end, at + lineReach)).trimEnd() === delimiter;
    if (!closes && at - from > maxChunkLength) return { end, state: delimiter, hasProse: false };
    at = end;
    if (closes) return { end: at, state: normal, hasProse: false };
  }
  return { end: Math.max(at, lineEnd(text, from)), state: delimiter, hasProse: false };
}

function tableEnd(text: string, from: number, delimiter: string, next: number): ChunkEnd {
  let at = next;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach)).trimEnd();
    if (line === delimiter) return { end, state: normal, hasProse: true };
    if (at - from > chunkCharacters && (line.startsWith('|') || at - from > maxChunkLength))
      return { end: at, state: delimiter, hasProse: true };
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: delimiter, hasProse: true };
    at = end;
  }
  return { end: Math.max(at, lineEnd(text, from)), state: delimiter, hasProse: true };
}
