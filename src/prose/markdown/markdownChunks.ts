import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import type { MarkdownDialect } from './dialect';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';

const fence = /^( *)(`{3,}(?=[^`]*$)|~{3,})/;
const mathFence = /^( {0,3})(\${2,})[^$]*$/;
/** Dollar signs that close displayed mathematics, with the sentence's punctuation and a label; text may follow them. */
const mathClose = '\\${2,}(?:[ \\t]*[.,;:!?]?[ \\t]*(?:\\{[^{}]*\\}[ \\t]*)?$)?';
/** What holds no prose and may run over blank lines, with the pattern that closes it. */
const regions: readonly (readonly [open: RegExp, close: string])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:\s|>|$)/i, '</(?:script|pre|style|textarea)>'],
  [/^ {0,3}<!--/, '-->'],
  [/^ {0,3}<\?/, '\\?>'],
  [/^ {0,3}<![a-z]/i, '>'],
  [/^ {0,3}<!\[CDATA\[/, '\\]\\]>'],
  [/^\s*\{\/\*/, '\\*/\\}'],
  [/^%%/, '%%'],
  [/^\{%-?\s*highlight\b/, '\\{%-?\\s*endhighlight\\b'],
  [/^\{%-?\s*comment\b/, '\\{%-?\\s*endcomment\\b'],
  [/^\{\{[<%]\s*highlight\b/, '\\{\\{[<%]\\s*/\\s*highlight\\b'],
  [/^\{\{[<%]\s*code-toggle\b/, '\\{\\{[<%]\\s*/\\s*code-toggle\\b'],
  [/^\{\{[<%]\s*mermaid\b/, '\\{\\{[<%]\\s*/\\s*mermaid\\b'],
];
/** A module's declaration that goes on behind its line, in MDX. */
const declaration = /^export\s(?:default\s|const\s|let\s|var\s|function\s|async\s).*[({[]\s*$/;
const declarationClose = '^[)}\\]]';
const blockElement =
  /^ {0,3}<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|\/?>|$)/i;
const completeTag =
  /^ {0,3}(?:<[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>|<\/[a-z][a-z\d-]*\s*>)\s*$/i;
/** A tag of JSX, between which there is Markdown. */
const component = /^ {0,3}<\/?[A-Z]/;
const listMarker = /^( *)((?:[-*+]|\d{1,9}[.)]))( +|\t|$)/;
/** A line with which a paragraph is over: blank, a heading, a rule. */
export const endsParagraph = /^[\s>]*(?:$|#{1,6}(?:\s|$)|(?:=+|-+|([-*_])(?:[ \t]*\1){2,})\s*$)/;
/** A line that is no lazy continuation of a list item's paragraph. */
const endsList = /^ {0,3}(?:#{1,6}(?:\s|$)|>|\[\^|([-*_])(?:[ \t]*\1){2,}\s*$)/;
const marker = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
/** How much of a line is looked at. */
const lineReach = 500;
/**
 * What a line counts at least: each of many short ones may be a block of its own, which costs far more than its
 * characters.
 */
const minLine = 16;

/** Stands for the indentation of list items where there are none. */
const notInList = Infinity;

/** The state at the start of a document, where front matter may stand. */
export const documentStart = 'start';
const normal = '';
/** Within front matter; what follows is the character of its fences. */
const front = 'front';
/** Within a table; what follows is the number of its columns. */
const table = 'table';

/** A header for the rows of a table that go on in a chunk; empty for other chunks. */
export function headerOf(state: string): string {
  const columns = state.startsWith(table) ? Number(state.slice(table.length)) : 0;
  return columns === 0 ? '' : `${'| '.repeat(columns)}|\n${'|-'.repeat(columns)}|\n`;
}

/**
 * Cuts Markdown at lines without indentation that follow a blank line, where CommonMark closes every list, quote and
 * paragraph. Fenced code, display mathematics, HTML that runs over blank lines and front matter are chunks of their
 * own; their state is the pattern of the line that closes them.
 */
export function markdownChunkEnd(text: string, from: number, state: string, { jsx }: MarkdownDialect): ChunkEnd {
  if (state === documentStart || state.startsWith(front)) {
    const end = frontMatterEnd(text, from, state.slice(front.length), state === documentStart);
    if (end !== undefined) return end;
  } else if (state !== normal && !state.startsWith(table)) {
    return regionEnd(text, from, state);
  }
  const region = state.startsWith(table) ? undefined : regionAt(text, from, notInList, jsx);
  if (region !== undefined) return regionEnd(text, from, region.close, lineEnd(text, from), region.closed);
  return proseEnd(text, from, Number(state.startsWith(table) ? state.slice(table.length) : 0), jsx);
}

/** `columns` of the table that goes on at `from`; 0 without one. */
function proseEnd(text: string, from: number, columns: number, jsx: boolean): ChunkEnd {
  let at = from;
  let listIndent = notInList;
  let inHtml = false;
  let quotedFence = '';
  let before = '';
  for (let lines = 0; at < text.length; lines++) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const line = text.slice(at, Math.min(end, at + lineReach));
    const blankSeen = at > from && before.trim() === '';
    if (blank || !line.includes('|')) columns = 0;
    else if (/^[-|: ]+$/.test(line.trimEnd()) && before.includes('|')) columns = cellsOf(line);
    if (at > from && !blank && quotedFence === '') {
      const length = Math.max(at - from, lines * minLine);
      if (endsBefore(line, before, length, blankSeen) || (columns > 0 && length > chunkCharacters))
        return { end: at, state: columns > 0 && !blankSeen ? table + String(columns) : normal, hasProse: true };
      if (!inHtml && regionAt(text, at, listIndent, jsx) !== undefined) break;
    }
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return { end: cut, state: normal, hasProse: true };
    quotedFence = fenceInQuote(line, quotedFence);
    const paragraphEnded = at === from || endsParagraph.test(before);
    inHtml =
      !blank &&
      !jsx &&
      (inHtml || blockElement.test(line) || (paragraphEnded && completeTag.test(line) && !component.test(line)));
    if (!blank && line.search(/\S/) < listIndent && (blankSeen || endsList.test(line) || blockElement.test(line)))
      listIndent = notInList;
    if (!inHtml) listIndent = Math.min(listIndent, contentIndent(line));
    before = line;
    at = end;
  }
  return { end: at, state: normal, hasProse: true };
}

function cellsOf(row: string): number {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|').length;
}

/** The fence of the code in a block quote that is open behind a line. */
function fenceInQuote(line: string, open: string): string {
  const [, , mark = ''] = /^ {0,3}>/.test(line) ? (fence.exec(line.replace(/^[\s>]+/, '').trimEnd()) ?? []) : [];
  if (open === '' || !/^ {0,3}>/.test(line)) return mark;
  return mark.startsWith(open) ? '' : open;
}

/** Whether a chunk that has come to a length may end before a line that is not blank. */
function endsBefore(line: string, before: string, length: number, afterBlank: boolean): boolean {
  if (line.startsWith(' ') || line.startsWith('\t')) return length > maxChunkLength;
  // A definition belongs to the term before the blank line.
  if (afterBlank) return length > maxChunkLength || !/^:[ \t]+\S/.test(line);
  if (length <= chunkCharacters) return false;
  if (line.startsWith('>') ? /^[\s>]*$/.test(before) : marker.test(line)) return true;
  // A paragraph is read in parts, rather of whole sentences.
  return length > maxChunkLength && /[.!?…]["'”’)\]*_]*\s*$/.test(before);
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

/**
 * The region without prose that the line at `at` opens, unless it belongs to a list item whose content begins at column
 * `listIndent`.
 */
function regionAt(text: string, at: number, listIndent: number, jsx: boolean): Region | undefined {
  const first = /[^ ]/g;
  first.lastIndex = at;
  const mark = text.charAt(first.exec(text)?.index ?? at);
  if (!'`~$<{%e'.includes(mark) || mark === '') return undefined;
  const line = text.slice(at, Math.min(lineEnd(text, at), at + lineReach)).replace(/\r?\n$/, '');
  const [, indent = '', marks = ''] = fence.exec(line) ?? mathFence.exec(line) ?? [];
  if (marks !== '') {
    if (indent.length >= listIndent || (indent.length > 3 && !jsx)) return undefined;
    if (marks.startsWith('$')) return { close: mathClose, closed: false };
    return { close: `^ {0,${Math.max(3, indent.length)}}${marks.charAt(0)}{${marks.length},}[ \\t]*$`, closed: false };
  }
  if (line.search(/\S/) >= listIndent) return undefined;
  if (jsx && declaration.test(line)) return { close: declarationClose, closed: false };
  const region = regions.find(([open]) => open.test(line));
  if (region === undefined) return undefined;
  const [open, close] = region;
  const opened = open.exec(line)?.[0].length ?? 0;
  return { close, closed: new RegExp(close, 'i').test(line.slice(close === '-->' ? opened - 2 : opened)) };
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

/** What a line of front matter looks like: a key, a comment, an item, or the rest of a value. */
const frontLines: Readonly<Record<string, RegExp>> = {
  '-': /^(?:\s|#|-(?:\s|$)|[}\]]|[^\s:][^:]{0,100}:(?:\s|$))/,
  '+': /^(?:\s|#|\[|[\w"'.-]+\s*=|[}\]"'])/,
};

/**
 * The end of front matter, or of a part of it, whose fences are of `mark`; undefined at a document's start when there
 * is none: its first line is a rule if what follows does not look like front matter. A line that does not ends it,
 * wherever its closing fence may be.
 */
function frontMatterEnd(text: string, from: number, mark: string, isStart: boolean): ChunkEnd | undefined {
  const open = isStart ? /^(-{3}|\+{3})[ \t]*\r?\n/.exec(text.slice(from, from + 40)) : null;
  if (isStart && open === null) return undefined;
  const sign = open?.[1]?.charAt(0) ?? mark;
  let at = from + (open?.[0].length ?? 0);
  if (isStart && isBlank(text, at, lineEnd(text, at))) return undefined;
  const begin = at;
  const closed = sign === '-' ? /^(?:---|\.\.\.)[ \t]*$/ : /^\+\+\+[ \t]*$/;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach)).trimEnd();
    if (closed.test(line)) return { end, state: normal, hasProse: false };
    if (line !== '' && !frontLines[sign]!.test(line)) break;
    at = end;
    if (at - from > maxChunkLength) return { end: at, state: front + sign, hasProse: false };
  }
  if (isStart && at === begin) return undefined;
  if (at === text.length) return { end: at, state: front + sign, hasProse: false };
  return at === from ? undefined : { end: at, state: normal, hasProse: false };
}
