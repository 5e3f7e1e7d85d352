import { addBlock } from '../inlineMarkup';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import type { DocumentFacts } from '../proseLanguage';
import { restOf, sourceLines, type SourceLine } from '../sourceLine';
import { inlineRules } from './inlineRules';
import { headline } from './orgChunks';

const keywordLine = /^#\+(?:(?:seq|typ)_)?todo:/i;
/** `TODO(t!)`: a keyword with the key that sets it. */
const keyword = /(?<=\s)[^\s|()]+/g;
/** Keywords of Emacs, and those that many define elsewhere. */
const defaultKeywords = new Set('TODO DONE NEXT WAITING WAIT HOLD STARTED SOMEDAY CANCELED CANCELLED'.split(' '));
const priority = /^\[#\w+\]\s*/;
const tags = /(?:^|\s+):(?:[\p{L}\p{N}_@#%]+:)+$/u;
const shownKeyword = /^#\+(title|subtitle|caption)(?:\[[^\]]*\])?:\s*/i;
const item = /^(?:[-+]|\d+[.)]|[A-Za-z][.)])(?:\s+|$)(?:\[@\w+\]\s+)?(?:\[[ X-]\]\s+)?/;
const starItem = /^\*\s+(?:\[[ X-]\]\s+)?/;
const term = /^(\S(?:.*?\S)?)\s+::(?:\s+|$)/;
const footnote = /^\[fn:[\w-]+\]\s*/;
/** Planning, clocks, changes of state, comments, keywords, drawers, fixed width, diary entries and rules. */
const noProse =
  /^(?:- State "|(?:CLOSED|DEADLINE|SCHEDULED|CLOCK):|#(?:\s|\+|$)|:[\w-]+:$|:(?:\s|$)|%%\(|-{5,}$|\+-[-+]*$)/;
const quoteBorder = /^#\+(begin|end)_(?:quote|verse)\b/i;
/** Cells that say how a table is laid out and computed. */
const cellMark = /^(?:<[lcr]?\d*>|[/!^_#$*])$/;

/** The keywords that a chunk defines for headlines. */
export function definedKeywords(chunk: string): string[] {
  const lines = chunk.includes('#+') ? chunk.split('\n').filter((line) => keywordLine.test(line)) : [];
  return lines.flatMap((line) => line.match(keyword) ?? []);
}

export function orgBlocks(chunk: string, facts: DocumentFacts): ProseBlock[] {
  const reader = new OrgReader(chunk, facts);
  reader.read(sourceLines(chunk));
  return reader.blocks;
}

class OrgReader {
  readonly blocks: ProseBlock[] = [];
  #open: { readonly kind: ProseBlockKind; readonly indent: number; readonly lines: SourceLine[] } | undefined;
  #kind: ProseBlockKind = 'paragraph';

  constructor(
    private readonly source: string,
    private readonly facts: DocumentFacts,
  ) {}

  read(lines: readonly SourceLine[]): void {
    for (const line of lines) this.#line(line);
    this.#close();
  }

  #line(line: SourceLine): void {
    const { text, indent } = line;
    const stars = indent === 0 ? headline.exec(text)?.[0].length : undefined;
    const shown = shownKeyword.exec(text);
    const border = quoteBorder.exec(text)?.[1]?.toLowerCase();
    if (border !== undefined) this.#kind = border === 'begin' ? 'quote' : 'paragraph';
    if (stars !== undefined) this.#headline(restOf(line, stars));
    else if (shown !== null)
      this.#single(restOf(line, shown[0].length), shown[1]?.toLowerCase() === 'caption' ? 'note' : 'heading');
    else if (text === '' || noProse.test(text)) this.#close();
    else if (text.startsWith('|')) this.#row(line);
    else this.#begin(line);
  }

  #headline(line: SourceLine): void {
    const word = /^\S+/.exec(line.text)?.[0] ?? '';
    const isKeyword = defaultKeywords.has(word) || this.facts.isDefined(word);
    const title = isKeyword ? restOf(line, word.length) : line;
    const rest = restOf(title, priority.exec(title.text)?.[0].length ?? 0);
    const length = rest.text.replace(tags, '').length;
    this.#single({ ...rest, text: rest.text.slice(0, length), end: rest.start + length }, 'heading');
  }

  /** A block of one line. */
  #single(line: SourceLine, kind: ProseBlockKind): void {
    this.#close();
    this.#block([line], kind);
  }

  #row(line: SourceLine): void {
    this.#close();
    if (line.text.startsWith('|-')) return;
    let at = 1;
    for (const cell of line.text.slice(1).split('|')) {
      const part = restOf({ ...line, text: line.text.slice(0, at + cell.length) }, at);
      if (part.text !== '' && !cellMark.test(part.text)) this.#block([part], 'cell', part.start);
      at += cell.length + 1;
    }
  }

  #begin(line: SourceLine): void {
    const marker = item.exec(line.text) ?? (line.indent > 0 ? starItem.exec(line.text) : null);
    const note = line.indent === 0 ? footnote.exec(line.text) : null;
    if (marker !== null) this.#item(line, restOf(line, marker[0].length));
    else if (note !== null) this.#start('note', -1, restOf(line, note[0].length));
    else if (this.#open === undefined || line.indent <= this.#open.indent) this.#start(this.#kind, -1, line);
    else this.#open.lines.push(line);
  }

  #item(line: SourceLine, rest: SourceLine): void {
    const named = term.exec(rest.text);
    if (named === null) return this.#start('listItem', line.indent, rest);
    const [whole, name = ''] = named;
    this.#single({ ...rest, text: name, end: rest.start + name.length }, 'listItem');
    this.#start('listItem', line.indent, restOf(rest, whole.length));
  }

  /** Lines that are indented deeper than `indent` go on with the block. */
  #start(kind: ProseBlockKind, indent: number, line: SourceLine): void {
    this.#close();
    this.#open = { kind, indent, lines: line.text === '' ? [] : [line] };
  }

  #close(): void {
    if (this.#open !== undefined) this.#block(this.#open.lines, this.#open.kind);
    this.#open = undefined;
  }

  #block(lines: readonly SourceLine[], kind: ProseBlockKind, start?: number): void {
    addBlock(this.blocks, this.source, kind, lines, inlineRules, start);
  }
}
