import type { Event, Token } from 'micromark-util-types';
import type { TextRange } from '../../protocol/text';
import { BlockBuilder, shifted } from '../blockBuilder';
import { decodedReference } from '../characterReference';
import { HtmlReader } from '../html/htmlReader';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { verbatimWithAddresses } from '../plainText/addresses';
import { lineStart } from '../sourceLine';
import { standIns } from '../standIns';
import { mask, type MarkdownDialect } from './dialect';
import { maskedMarkdown, type Mark, type MaskedMarkdown } from './maskedMarkdown';
import { markdownEvents } from './markdownEvents';

/** Tokens that hold no prose. Struck out text is none: its sentence goes on without it. */
const opaque = new Set<string>(
  (
    'codeFenced codeIndented definition thematicBreak mathFlow tableDelimiterRow resource reference gfmFootnoteCall ' +
    'gfmFootnoteDefinitionLabel taskListCheck strikethrough'
  ).split(' '),
);
const standInOf: Readonly<Record<string, string>> = {
  codeText: standIns.code,
  mathText: standIns.mathematics,
  autolink: standIns.address,
  literalAutolink: standIns.address,
};
/** Tokens whose content is a block. */
const blockTokens: Readonly<Record<string, ProseBlockKind>> = {
  paragraph: 'paragraph',
  atxHeadingText: 'heading',
  setextHeadingText: 'heading',
  tableContent: 'cell',
};
const containers: Readonly<Record<string, ProseBlockKind>> = {
  listOrdered: 'listItem',
  listUnordered: 'listItem',
  blockQuote: 'quote',
  gfmFootnoteDefinition: 'note',
};
/** Elements whose content is no prose. */
const opaqueElement = /^<(code|kbd|samp|var|tt|script|style|svg|math)(?:\s[^>]*)?>$/i;
/** HTML that holds no prose, and runs over blank lines. */
const opaqueHtml = /^\s*<(?:[!?]|(?:script|pre|style|textarea)\b)/i;
/** Lines of JavaScript modules, which no sentence looks like. */
const moduleLine =
  /^(?:import\s(?:[\w*{][^'"]*\sfrom\s*)?(['"])[^'"\s]+\1|export\s(?:const|let|var|function|default|async|class)\s|export\s*[{*])/;

/** The blocks of a chunk of Markdown; `header` is put before it where a table goes on. */
export function markdownBlocks(
  chunk: string,
  isDefined: (label: string) => boolean,
  dialect: MarkdownDialect,
  header = '',
): ProseBlock[] {
  if (header !== '')
    return markdownBlocks(header + chunk, isDefined, dialect).map((block) => shifted(block, -header.length));
  const masked = maskedMarkdown(chunk, dialect, isDefined);
  const read = (source: string, text: MaskedMarkdown, kind?: ProseBlockKind) =>
    new EventReader(source, text, markdownEvents(text.text, isDefined, dialect.jsx), kind).read();
  const blocks = read(chunk, masked);
  for (const { start, end } of masked.notes) {
    const note = chunk.slice(start, end);
    blocks.push(...read(note, maskedMarkdown(note, dialect, isDefined), 'note').map((block) => shifted(block, start)));
  }
  for (const cell of masked.cells) {
    const [start, end] = [cell[0]!.start, cell.at(-1)!.end];
    const source = chunk.slice(start, end);
    const text = maskedMarkdown(onlyLines(source, start, cell), dialect, isDefined);
    blocks.push(...read(source, text, 'cell').map((block) => shifted(block, start)));
  }
  return blocks.sort((a, b) => a.range.start - b.range.start);
}

/** A text in which all but some lines' parts is masked. */
function onlyLines(source: string, from: number, parts: readonly TextRange[]): string {
  let text = '';
  for (const { start, end } of parts) {
    text += source.slice(text.length, start - from).replace(/[^\r\n]/g, mask) + source.slice(start - from, end - from);
  }
  return text;
}

/** Walks micromark's events once; each leaf of a block becomes a piece. */
class EventReader {
  readonly #blocks: ProseBlock[] = [];
  readonly #containers: ProseBlockKind[] = [];
  #builder: BlockBuilder | undefined;

  constructor(
    private readonly source: string,
    private readonly masked: MaskedMarkdown,
    private readonly events: readonly Event[],
    /** The kind of all its blocks, where that is known. */
    private readonly kind?: ProseBlockKind,
  ) {}

  read(): ProseBlock[] {
    for (let index = 0; index < this.events.length; index++) {
      const [side, token] = this.events[index] ?? [];
      if (token === undefined) break;
      if (side === 'exit') this.#leave(token);
      else if (this.#isOpaque(token)) index = this.#exitOf(index);
      else if (token.type === 'htmlFlow') index = this.#htmlFlow(token, index);
      else index = this.#enter(token, index);
    }
    return this.#blocks;
  }

  #isOpaque(token: Token): boolean {
    if (!opaque.has(token.type)) return token.type === 'paragraph' && moduleLine.test(this.#slice(token));
    this.#builder?.skip(token.end.offset);
    return true;
  }

  /** Takes a token in; the index of the last event that this used up. */
  #enter(token: Token, index: number): number {
    const container = containers[token.type];
    if (container !== undefined) this.#containers.push(this.#isAdmonition(token) ? 'paragraph' : container);
    if (blockTokens[token.type] !== undefined) this.#open(token);
    const builder = this.#builder;
    if (builder === undefined) return index;
    const [start, end] = [token.start.offset, token.end.offset];
    const word = standInOf[token.type];
    if (word !== undefined) {
      builder.standIn(start, end, word);
      return this.#exitOf(index);
    }
    if (token.type === 'data') {
      const last = this.#lastOfData(index);
      this.#data(builder, start, this.events[last]?.[1].end.offset ?? end);
      return last;
    }
    if (token.type === 'lineSuffix' || token.type === 'hardBreakTrailing') builder.verbatim(start, end);
    else if (token.type === 'lineEnding') {
      builder.lineBreak(start, end);
    } else if (token.type === 'characterEscape') builder.decoded(start, end, this.source.slice(start + 1, end));
    else if (token.type === 'characterReference') builder.decoded(start, end, decodedReference(this.#slice(token)));
    else if (token.type === 'htmlText') return this.#html(builder, token, index);
    else return index;
    return this.#exitOf(index);
  }

  #leave({ type, end }: Token): void {
    if (containers[type] !== undefined) this.#containers.pop();
    if (blockTokens[type] !== undefined) {
      const block = this.#builder?.build();
      if (block !== undefined) this.#blocks.push(block);
      this.#builder = undefined;
    } else {
      this.#builder?.skip(end.offset);
    }
  }

  #open({ type, start }: Token): void {
    const own = blockTokens[type] ?? 'paragraph';
    const kind = this.kind ?? (own === 'paragraph' ? (this.#containers.at(-1) ?? own) : own);
    const from = kind === 'cell' ? start.offset : lineStart(this.source, start.offset);
    this.#builder = new BlockBuilder(this.source, kind, from);
  }

  /** Admonitions are quotes to micromark. */
  #isAdmonition({ type, start }: Token): boolean {
    return type === 'blockQuote' && this.source[start.offset] !== '>';
  }

  #data(builder: BlockBuilder, start: number, end: number): void {
    const { text, marks } = this.masked;
    for (let at = start; at < end;) {
      const next = text.indexOf(mask, at);
      verbatimWithAddresses(builder, this.source, at, next < 0 ? end : Math.min(end, next));
      if (next < 0 || next >= end) return;
      at = this.#mark(builder, marks.get(next), next);
    }
  }

  /** Reads masked text; where to go on. */
  #mark(builder: BlockBuilder, mark: Mark | undefined, at: number): number {
    if (mark === undefined && this.source[at] === mask) builder.verbatim(at, at + 1);
    if (mark?.as === 'standIn') builder.standIn(at, mark.end, mark.word);
    else if (mark?.as === 'decoded') builder.decoded(at, mark.end, mark.text);
    else if (mark?.as === 'nothing' && /^[.,;:!?)]/.test(this.source.slice(mark.end, mark.end + 1)))
      builder.dropSpace();
    const end = mark?.end ?? at + 1;
    builder.skip(end);
    return end;
  }

  /** The last event of a row of text tokens: what could have been markup is text of its own. */
  #lastOfData(index: number): number {
    let last = index + 1;
    while (this.events[last + 1]?.[1].type === 'data') last++;
    return last;
  }

  /** Text between the tags of raw HTML; the markers of containers before its lines are none of it. */
  #htmlFlow({ start }: Token, index: number): number {
    const exit = this.#exitOf(index);
    if (opaqueHtml.test(this.source.slice(start.offset, start.offset + 20))) return exit;
    let html = '';
    for (const [side, token] of this.events.slice(index, exit)) {
      if (side === 'exit' || token.type !== 'htmlFlowData') continue;
      const [from, to] = [token.start.offset - start.offset, token.end.offset - start.offset];
      html += this.source.slice(start.offset + html.length, start.offset + from).replace(/[^\r\n]/g, ' ');
      html += this.masked.text.slice(start.offset + from, start.offset + to);
    }
    const kind = this.kind ?? this.#containers.at(-1);
    const reader = new HtmlReader(this.source, (builder, from, to) => this.#data(builder, from, to), kind);
    this.#blocks.push(...reader.read(html, start.offset));
    return exit;
  }

  /** A tag is left out, an element of code gets a stand-in. */
  #html(builder: BlockBuilder, token: Token, index: number): number {
    const tag = this.#slice(token);
    if (/^<br\b/i.test(tag)) builder.decoded(token.start.offset, token.end.offset, ' ');
    else builder.skip(token.end.offset);
    const name = opaqueElement.exec(tag)?.[1];
    const close = name === undefined ? undefined : this.#closingTag(name.toLowerCase(), index);
    if (close === undefined) return this.#exitOf(index);
    builder.standIn(token.start.offset, this.events[close]?.[1].end.offset ?? token.end.offset, standIns.code);
    return close;
  }

  #closingTag(name: string, from: number): number | undefined {
    for (let index = from; index < this.events.length; index++) {
      const [side, token] = this.events[index] ?? [];
      if (token === undefined || (side === 'exit' && blockTokens[token.type] !== undefined)) return undefined;
      if (side === 'exit' && token.type === 'htmlText' && this.#slice(token).toLowerCase().startsWith(`</${name}`))
        return index;
    }
    return undefined;
  }

  #exitOf(index: number): number {
    const token = this.events[index]?.[1];
    let at = index;
    while (at < this.events.length - 1 && !(this.events[at]?.[0] === 'exit' && this.events[at]?.[1] === token)) at++;
    return at;
  }

  #slice({ start, end }: Token): string {
    return this.source.slice(start.offset, end.offset);
  }
}
