import { Parser } from 'htmlparser2';
import { BlockBuilder } from '../blockBuilder';
import { decodedReference } from '../characterReference';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { standIns } from '../standIns';

const elements = (names: string) => new Set(names.split(' '));
const inlineCode = elements('code kbd samp var tt');
const mathematics = elements('math');
const opaque = elements(
  'script style pre svg textarea template head iframe object noscript canvas audio video select rp',
);
const inline = elements(
  'a abbr acronym b bdi bdo big button cite data del dfn em font i img input ins label mark meter nobr output picture progress q rp rt ruby s ' +
    'slot small source span strike strong sub sup time u wbr',
);
const kinds: Readonly<Record<string, ProseBlockKind>> = {
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'title'].map((name) => [name, 'heading'] as const)),
  ...Object.fromEntries(['li', 'dd', 'dt'].map((name) => [name, 'listItem'] as const)),
  ...Object.fromEntries(['td', 'th'].map((name) => [name, 'cell'] as const)),
  blockquote: 'quote',
};

/**
 * Reads the blocks of HTML, or of a part of it: elements that open or close blocks part the text; code, pictures and
 * the like are left out.
 */
export class HtmlReader {
  readonly #blocks: ProseBlock[] = [];
  readonly #open: string[] = [];
  #builder: BlockBuilder | undefined;
  /** The element without prose that is open, how often it is nested in itself, and where it began. */
  #skipped: { readonly name: string; depth: number; readonly start: number } | undefined;

  /** `readText` adds a stretch without tags, line breaks and references to a block. */
  constructor(
    private readonly source: string,
    private readonly readText = (builder: BlockBuilder, start: number, end: number) => builder.verbatim(start, end),
    private readonly kind: ProseBlockKind = 'paragraph',
  ) {}

  /** The blocks of `html`, which is the source from `from` on, or what of it is to be read. */
  read(html: string, from = 0): ProseBlock[] {
    const parser: Parser = new Parser(
      {
        onopentag: (name) => this.#opened(name, from + parser.startIndex, from + parser.endIndex + 1),
        onclosetag: (name, implied) => {
          const at = from + (implied ? parser.startIndex : parser.endIndex + 1);
          this.#closed(name, at);
        },
        ontext: () => this.#text(from + parser.startIndex, from + parser.endIndex + 1),
      },
      { decodeEntities: false },
    );
    parser.end(html);
    this.#close();
    return this.#blocks;
  }

  #opened(name: string, start: number, end: number): void {
    if (this.#skipped !== undefined) {
      if (this.#skipped.name === name) this.#skipped.depth++;
      return;
    }
    if (opaque.has(name) || mathematics.has(name) || inlineCode.has(name)) {
      this.#skipped = { name, depth: 1, start };
      return;
    }
    if (name === 'br') this.#builder?.decoded(start, end, ' ');
    else if (!inline.has(name)) {
      this.#close();
      this.#open.push(name);
    }
    this.#builder?.skip(end);
  }

  #closed(name: string, end: number): void {
    if (this.#skipped !== undefined) {
      if (this.#skipped.name === name && --this.#skipped.depth === 0) this.#leaveSkipped(name, end);
      return;
    }
    const index = this.#open.lastIndexOf(name);
    if (index >= 0) {
      this.#close();
      this.#open.length = index;
    } else this.#builder?.skip(end);
  }

  #leaveSkipped(name: string, end: number): void {
    const start = this.#skipped?.start ?? end;
    this.#skipped = undefined;
    if (inlineCode.has(name)) this.#builderAt(start).standIn(start, end, standIns.code);
    else if (mathematics.has(name)) this.#builderAt(start).standIn(start, end, standIns.mathematics);
    else {
      if (name === 'pre') this.#close();
      this.#builder?.skip(end);
    }
  }

  #text(start: number, end: number): void {
    if (this.#skipped !== undefined || (this.#builder === undefined && this.source.slice(start, end).trim() === ''))
      return;
    const text = this.source.slice(start, end);
    const lead = this.#builder === undefined ? text.length - text.trimStart().length : 0;
    const builder = this.#builderAt(start + lead);
    let at = start + lead;
    for (const { 0: found, index } of text.matchAll(/[^\S\n]*\n\s*|&(?:#x?)?\w{1,32};/g)) {
      if (index < lead) continue;
      const from = start + index;
      if (from > at) this.readText(builder, at, from);
      // What has been read may reach further, e.g. to the end of mathematics.
      at = Math.max(builder.end, from + found.length);
      if (builder.end <= from) builder.decoded(from, at, found.startsWith('&') ? decodedReference(found) : ' ');
    }
    if (end > at) this.readText(builder, at, end);
  }

  #builderAt(start: number): BlockBuilder {
    const kind = this.#open.map((name) => kinds[name]).findLast((one) => one !== undefined) ?? this.kind;
    return (this.#builder ??= new BlockBuilder(this.source, kind, start));
  }

  #close(): void {
    const block = this.#builder?.build();
    if (block !== undefined) this.#blocks.push(block);
    this.#builder = undefined;
  }
}
