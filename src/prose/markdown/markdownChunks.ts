import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';

const fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/;
const mathFence = /^( {0,3})(\${2,})[^$]*$/;
/** Dollar signs that close displayed mathematics, with the sentence's punctuation and a label; text may follow them. */
const mathClose = '\\${2,}(?:[ \\t]*[.,;:!?]?[ \\t]*(?:\\{[^{}]*\\}[ \\t]*)?$)?';
const rawHtml: readonly (readonly [open: RegExp, close: string])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:\s|>|$)/i, '</(?:script|pre|style|textarea)>'],
  [/^ {0,3}<!--/, '-->'],
  [/^ {0,3}<\?/, '\\?>'],
  [/^ {0,3}<![a-z]/i, '>'],
  [/^ {0,3}<!\[CDATA\[/, '\\]\\]>'],
];
const blockElement =
  /^ {0,3}<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|\/?>|$)/i;
const completeTag =
  /^ {0,3}(?:<[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>|<\/[a-z][a-z\d-]*\s*>)\s*$/i;
const listMarker = /^( *)((?:[-*+]|\d{1,9}[.)]))( +|\t|$)/;
/** A line with which a paragraph is over: blank, a heading, a rule. */
export const endsParagraph = /^[\s>]*(?:$|#{1,6}(?:\s|$)|(?:=+|-+|([-*_])(?:[ \t]*\1){2,})\s*$)/;
/** A line that is no lazy continuation of a list item's paragraph. */
const endsList = /^ {0,3}(?:#{1,6}(?:\s|$)|>|\[\^|([-*_])(?:[ \t]*\1){2,}\s*$)/;
const quoteOrMarker = /^ {0,3}(?:>|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$))/;
/** How much of a line is looked at. */
const lineReach = 500;
/** What a line counts at least: each of many short ones may be a block of its own, which costs far more than its characters. */
const minLine = 16;

/** Stands for the indentation of list items where there are none. */
const notInList = Infinity;

/** The state at the start of a document, where front matter may stand. */
export const documentStart = 'start';
const normal = '';

/**
 * Cuts Markdown at lines without indentation that follow a blank line, where CommonMark closes every list, quote and paragraph. Fenced code,
 * display mathematics, HTML that runs over blank lines and front matter are chunks of their own; their state is the pattern of the line that closes them.
 */
export function markdownChunkEnd(text: string, from: number, state: string): ChunkEnd {
  if (state === documentStart) {
    const front = frontMatterEnd(text, from);
    if (front !== undefined) return { end: front, state: normal, hasProse: false };
  } else if (state !== normal) {
    return regionEnd(text, from, state);
  }
  const region = regionAt(text, from, notInList);
  if (region !== undefined) return regionEnd(text, from, region.close, lineEnd(text, from), region.closed);
  return proseEnd(text, from);
}

function proseEnd(text: string, from: number): ChunkEnd {
  let at = from;
  let listIndent = notInList;
  let inHtml = false;
  let blankSeen = false;
  let paragraphEnded = false;
  for (let lines = 0; at < text.length; lines++) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    if (at > from && !blank && endsBefore(text, at, Math.max(at - from, lines * minLine), blankSeen)) break;
    const line = text.slice(at, Math.min(end, at + lineReach));
    if (!blank && at > from && !inHtml && regionAt(text, at, listIndent) !== undefined) break;
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: normal, hasProse: true };
    inHtml =
      !blank && (inHtml || blockElement.test(line) || ((at === from || paragraphEnded) && completeTag.test(line)));
    if (!blank && line.search(/\S/) < listIndent && (blankSeen || endsList.test(line) || blockElement.test(line)))
      listIndent = notInList;
    if (!inHtml) listIndent = Math.min(listIndent, contentIndent(line));
    blankSeen = blank;
    paragraphEnded = endsParagraph.test(line);
    at = end;
  }
  return { end: at, state: normal, hasProse: true };
}

/** Whether a chunk that has come to a length may end before the line at `at`. */
function endsBefore(text: string, at: number, length: number, afterBlank: boolean): boolean {
  const first = text.charCodeAt(at);
  if (first === 32 || first === 9) return length > maxChunkLength;
  if (afterBlank) return true;
  if (length <= chunkCharacters) return false;
  return length > maxChunkLength || quoteOrMarker.test(text.slice(at, at + lineReach));
}

/** The column at which a list item's content begins. */
function contentIndent(line: string): number {
  const [, indent = '', marker = '', white = ''] = listMarker.exec(line.trimEnd()) ?? [];
  if (marker === '') return notInList;
  return indent.length + marker.length + (white.length > 4 || white === '' ? 1 : white.length);
}

interface Region {
  /** The pattern of the line that closes it. */
  readonly close: string;
  /** Whether its first line closes it. */
  readonly closed: boolean;
}

/** The region without prose that the line at `at` opens, unless it belongs to a list item whose content begins at column `listIndent`. */
function regionAt(text: string, at: number, listIndent: number): Region | undefined {
  const first = /[^ ]/g;
  first.lastIndex = at;
  const mark = text.charAt(first.exec(text)?.index ?? at);
  if (!'`~$<'.includes(mark) || mark === '') return undefined;
  const line = text.slice(at, Math.min(lineEnd(text, at), at + lineReach)).replace(/\r?\n$/, '');
  const [, indent = '', marks = ''] = fence.exec(line) ?? mathFence.exec(line) ?? [];
  if (marks !== '') {
    if (indent.length >= listIndent) return undefined;
    if (marks.startsWith('$')) return { close: mathClose, closed: false };
    return { close: `^ {0,3}${marks.charAt(0)}{${marks.length},}[ \\t]*$`, closed: false };
  }
  if (line.search(/\S/) >= listIndent) return undefined;
  const html = rawHtml.find(([open]) => open.test(line));
  if (html === undefined) return undefined;
  const opened = html[0].exec(line)?.[0].length ?? 0;
  return { close: html[1], closed: new RegExp(html[1], 'i').test(line.slice(html[1] === '-->' ? opened - 2 : opened)) };
}

function regionEnd(text: string, from: number, close: string, next = from, closed = false): ChunkEnd {
  const pattern = new RegExp(close, 'i');
  let at = next;
  while (!closed && at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).replace(/\r?\n$/, '');
    const found = pattern.exec(line);
    closed = found !== null;
    // Behind mathematics the line may go on.
    const behind = close === mathClose && found !== null ? found.index + found[0].length : line.length;
    at = behind < line.length ? at + behind : end;
    if (!closed && at - from > maxChunkLength) return { end: at, state: close, hasProse: false };
  }
  return { end: Math.max(at, next), state: closed ? normal : close, hasProse: false };
}

/** The end of the front matter; undefined when there is none: its first line is a rule if nothing closes it or a blank line follows. */
function frontMatterEnd(text: string, from: number): number | undefined {
  const open = /^\ufeff?(---|\+\+\+)[ \t]*\r?\n/.exec(text.slice(from, from + 20));
  if (open === null) return undefined;
  const fence = open[1] === '---' ? '(?:---|\\.\\.\\.)' : '\\+\\+\\+';
  const start = from + open[0].length;
  if (isBlank(text, start, lineEnd(text, start))) return undefined;
  const close = new RegExp(`^${fence}[ \\t]*$`, 'm').exec(text.slice(start));
  return close === null ? undefined : lineEnd(text, start + close.index);
}
