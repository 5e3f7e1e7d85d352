import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';
import { directiveContent } from './directives';

const lineReach = 500;
const normal = '';
export const simpleTable = /^={2,}(?:\s+={2,})+$/;
export const gridTable = /^\+(?:[-=]+\+)+$/;

/** The first rule of the table in which a chunk begins, and its indentation; undefined when it begins in none. */
export function tableOf(state: string): { readonly rule: string; readonly indent: number } | undefined {
  const [, indent, rule] = /^T(\d+) (.*)$/.exec(state) ?? [];
  return rule === undefined ? undefined : { rule, indent: Number(indent) };
}

/**
 * Cuts reStructuredText at lines without indentation behind a blank line: blocks are told from each other by
 * indentation. A chunk that is too long ends within an indented part as well; `>4` is the state in which lines indented
 * by more than four belong to a literal block or a directive. `T0 === ===` is the state within a table with that rule.
 * `'#` is the state in which lines that begin with `#` are a literal block of quoted lines.
 */
export function restructuredTextChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state.startsWith("'")) return quotedEnd(text, from, state.slice(1));
  if (state.startsWith('T')) return tableEnd(text, from, state);
  if (state.startsWith('>')) return opaqueEnd(text, from, Number(state.slice(1)));
  let at = from;
  let afterBlank = false;
  let last = '';
  let opaque: number | undefined;
  let hasText = false;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const line = text.slice(at, Math.min(end, at + lineReach));
    const indent = indentOf(line);
    if (!blank) {
      const isLiteral = hasText && /(?:^|[^:]):: *$/.test(last) && !last.startsWith('..');
      if (indent === 0 && afterBlank && hasText) {
        const quote = isLiteral ? /^[!-/:-@[-`{-~]/.exec(line)?.[0] : undefined;
        return { end: at, state: quote === undefined ? normal : `'${quote}`, hasProse: true };
      }
      if (opaque !== undefined && indent <= opaque) opaque = undefined;
      if (at - from > maxChunkLength || (at - from > chunkCharacters && afterBlank))
        return { end: at, state: opaque === undefined ? normal : `>${opaque}`, hasProse: true };
      if (opaque === undefined && opensOpaque(line)) opaque = indent;
      last = line.trim();
      if (opaque === undefined && last.length < lineReach && (simpleTable.test(last) || gridTable.test(last))) {
        const within = `T${indent} ${last}`;
        const table = tableEnd(text, at, within, from);
        if (table.state !== normal) return table;
        at = table.end;
        [hasText, afterBlank] = [true, false];
        continue;
      }
    }
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: normal, hasProse: true };
    hasText ||= !blank;
    afterBlank = blank;
    at = end;
  }
  return { end: at, state: normal, hasProse: hasText };
}

/** Whether the lines behind that are indented deeper than this one are no prose. */
export function opensOpaque(line: string): boolean {
  const directive = /^\s*\.\.\s+(?:\|[^|]+\|\s+)?([\w:.+-]+?)::(?:\s|$)/.exec(line);
  if (directive !== null) return directiveContent(directive[1] ?? '') === 'opaque';
  if (/^\s*\.\.\s+\[[^\]]+\]\s/.test(line)) return false;
  return /^\s*\.\.(?:\s|$)/.test(line) || /(?:[^:]|^\s*)::\s*$/.test(line);
}

/** The width of a line's white space at its start, tabs as up to eight columns. */
export function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === ' ') width++;
    else if (character === '\t') width += 8 - (width % 8);
    else break;
  }
  return width;
}

/** The end of a table that a chunk, which begins at `first`, goes on with at `from`. */
function tableEnd(text: string, from: number, state: string, first = from): ChunkEnd {
  let at = from;
  while (at < text.length) {
    at = lineEnd(text, at);
    const next = lineEnd(text, at);
    if (isBlank(text, at, next)) {
      const behind = text.slice(next, Math.min(lineEnd(text, next), next + lineReach));
      if (!goesOnInTable(behind, state)) break;
    } else if (at - first > chunkCharacters) return { end: at, state, hasProse: true };
  }
  return { end: at, state: normal, hasProse: true };
}

/**
 * Whether a line behind a blank one belongs to the simple table in which `state` is: nothing stands between the
 * columns.
 */
export function goesOnInTable(line: string, state: string): boolean {
  const { rule = '', indent = 0 } = tableOf(state) ?? {};
  if (!rule.startsWith('=') || line.trim() === '' || indentOf(line) < indent) return false;
  const gaps = [...rule.matchAll(/ +/g)].map(({ index, 0: { length } }) =>
    line.slice(indent + index, indent + index + length),
  );
  return gaps[0] !== '' && gaps.every((gap) => gap.trim() === '');
}

function opaqueEnd(text: string, from: number, indent: number): ChunkEnd {
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (!isBlank(text, at, end) && indentOf(text.slice(at, Math.min(end, at + lineReach))) <= indent) break;
    if (at - from > maxChunkLength) return { end: at, state: `>${indent}`, hasProse: false };
    at = end;
  }
  return { end: Math.max(at, Math.min(text.length, from + 1)), state: normal, hasProse: false };
}

function quotedEnd(text: string, from: number, quote: string): ChunkEnd {
  let at = from;
  while (at < text.length && text.startsWith(quote, at)) {
    if (at - from > maxChunkLength) return { end: at, state: `'${quote}`, hasProse: false };
    at = lineEnd(text, at);
  }
  return { end: Math.max(at, lineEnd(text, from)), state: normal, hasProse: false };
}
