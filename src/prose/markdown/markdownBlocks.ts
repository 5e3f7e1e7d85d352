import type { Event, Token } from 'micromark-util-types';
import { BlockBuilder } from '../blockBuilder';
import { decodedReference } from '../characterReference';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { standIns } from '../standIns';
import { markdownEvents } from './markdownEvents';

/** Tokens that hold no prose. Struck out text is none: its sentence goes on without it. */
const opaque = new Set<string>(
  (
    'codeFenced codeIndented htmlFlow definition thematicBreak mathFlow tableDelimiterRow resource reference gfmFootnoteCall ' +
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
/** What stands in Markdown files without being Markdown: MDX, template languages, containers and alerts. */
const moduleLine =
  /^(?:import\s.*\bfrom\s*['"]|import\s*['"]|export\s+(?:const|let|var|function|default|async|class|\{|\*))/;
const foreign = /\{\{.*?\}\}|\{%.*?%\}|\{\/\*.*?\*\/\}|<\/?[A-Z][^<>]*>|<>|<\/>/g;
const containerLine = /^:{3}.*$/;
const alert = /^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][+-]?/i;

/** The blocks of a chunk of Markdown. */
export function markdownBlocks(chunk: string, isDefined: (label: string) => boolean): ProseBlock[] {
  return new EventReader(chunk, markdownEvents(chunk, isDefined)).read();
}

/** Walks micromark's events once; each leaf of a block becomes a piece. */
class EventReader {
  readonly #blocks: ProseBlock[] = [];
  readonly #containers: ProseBlockKind[] = [];
  #builder: BlockBuilder | undefined;
  #lineStarts = true;

  constructor(
    private readonly source: string,
    private readonly events: readonly Event[],
  ) {}

  read(): ProseBlock[] {
    for (let index = 0; index < this.events.length; index++) {
      const [side, token] = this.events[index] ?? [];
      if (token === undefined) break;
      if (side === 'exit') this.#leave(token);
      else if (this.#isOpaque(token)) index = this.#exitOf(index);
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
    if (container !== undefined) this.#containers.push(container);
    if (blockTokens[token.type] !== undefined) this.#open(token);
    const builder = this.#builder;
    if (builder === undefined) return index;
    const [start, end] = [token.start.offset, token.end.offset];
    const word = standInOf[token.type];
    if (word !== undefined) {
      builder.standIn(start, end, word);
      this.#lineStarts = false;
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
      this.#lineStarts = true;
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
    const kind = own === 'paragraph' ? (this.#containers.at(-1) ?? own) : own;
    const from = kind === 'cell' ? start.offset : this.source.lastIndexOf('\n', start.offset - 1) + 1;
    this.#builder = new BlockBuilder(this.source, kind, from);
    this.#lineStarts = true;
  }

  #data(builder: BlockBuilder, start: number, end: number): void {
    const text = this.source.slice(start, end);
    const marker = this.#lineStarts
      ? (containerLine.exec(text) ?? (builder.kind === 'quote' && alert.exec(text)))
      : null;
    let at = start + (marker ? marker[0].length : 0);
    this.#lineStarts = false;
    builder.skip(at);
    for (const { index, 0: found } of text.matchAll(foreign)) {
      if (start + index < at) continue;
      builder.verbatim(at, start + index);
      at = start + index + found.length;
      if (found.startsWith('{{')) builder.standIn(start + index, at, standIns.reference);
      else builder.skip(at);
    }
    builder.verbatim(at, end);
  }

  /** The last event of a row of text tokens: what could have been markup is text of its own. */
  #lastOfData(index: number): number {
    let last = index + 1;
    while (this.events[last + 1]?.[1].type === 'data') last++;
    return last;
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
