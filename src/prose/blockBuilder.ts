import { capitalized } from '../base/word';
import type { TextRange } from '../protocol/text';
import type { ProseBlock, ProseBlockKind, ProsePiece } from './proseBlock';
import { beginsSentence, sentencesOf } from './sentences';

/**
 * How much of what has been read is looked back at: to look at all of it for each piece takes far longer the longer a
 * block is.
 */
const tailReach = 100;
const isWhite = /\s/;

/** Collects the pieces of one block in the order of the document. */
export class BlockBuilder {
  readonly #source: string;
  readonly #pieces: ProsePiece[] = [];
  #text = '';
  /** The end of the text. */
  #tail = '';
  #cursor: number;

  /** `source` is the text that the ranges refer to, `from` where the block's first line begins. */
  constructor(
    source: string,
    readonly kind: ProseBlockKind,
    readonly from: number,
  ) {
    this.#source = source;
    this.#cursor = from;
  }

  /** Text that is prose as it stands. */
  verbatim(start: number, end: number): void {
    let at = start;
    while (at < end) {
      // White space at the start, or on both sides of what is left out, would be read twice.
      const isGap = /\s$/.test(this.#tail) && this.#pieces.at(-1)?.source.end !== at;
      const from = this.#text === '' || isGap ? at + leadingSpace(this.#source, at, end) : at;
      if (from >= end) return;
      const next = breakAt(this.#source, from, end);
      if (next > from) this.#add('verbatim', this.#source.slice(from, next), from, next);
      if (next < end) this.lineBreak(next, next + 1);
      at = next + 1;
    }
  }

  /** Text that stands for something else, e.g. an entity or a line break. */
  decoded(start: number, end: number, text: string): void {
    if (text === '' || (this.#text === '' && text.trim() === '')) this.skip(end);
    else if (text === this.#source.slice(start, end)) this.verbatim(start, end);
    else this.#add('decoded', text, start, end);
  }

  /** A line break, read as a space. */
  lineBreak(start: number, end: number): void {
    this.decoded(start, end, ' ');
  }

  /** A word in the place of what is no prose, with a capital where a sentence begins. */
  standIn(start: number, end: number, word: string): void {
    this.#add('standIn', beginsSentence(this.#tail) ? capitalized(word) : word, start, end);
  }

  /** Markup up to `end` belongs to the block and is left out of its text. */
  skip(end: number): void {
    this.#cursor = Math.max(this.#cursor, end);
  }

  /** Up to where the document has been read. */
  get end(): number {
    return this.#cursor;
  }

  /** The last characters that have been read. */
  get tail(): string {
    return this.#tail;
  }

  /** Leaves out the white space at the end of what has been read. */
  dropSpace(): void {
    const last = this.#pieces.at(-1);
    if (last === undefined || last.kind === 'standIn' || !/\s$/.test(this.#tail)) return;
    const length = this.#text.trimEnd().length;
    this.#pieces.pop();
    if (last.kind === 'verbatim' && length > last.text.start) {
      const dropped = last.text.end - length;
      const { text, source } = last;
      this.#pieces.push({
        kind: last.kind,
        text: { start: text.start, end: length },
        source: { start: source.start, end: source.end - dropped },
      });
    }
    this.#cutTo(Math.max(length, last.text.start));
  }

  /**
   * The block; undefined without a letter or a digit of its own. White space up to the line's end, or to `limit`, is
   * taken along: a caret that stands there is in the block.
   */
  build(limit = Infinity): ProseBlock | undefined {
    const white = /[^\S\r\n]*/y;
    white.lastIndex = this.#cursor;
    const end = Math.min(Math.max(limit, this.#cursor), this.#cursor + (white.exec(this.#source)?.[0].length ?? 0));
    if (end > this.#cursor) this.verbatim(this.#cursor, end);
    this.#dropLastBreak();
    const isProse = ({ kind, text }: ProsePiece) =>
      kind !== 'standIn' && /[\p{L}\p{N}]/u.test(this.#text.slice(text.start, text.end));
    if (!this.#pieces.some(isProse)) return undefined;
    return blockOf(this.kind, { start: this.from, end: this.#cursor }, this.#text, this.#pieces);
  }

  #add(kind: ProsePiece['kind'], text: string, start: number, end: number): void {
    const last = this.#pieces.at(-1);
    const from = this.#text.length;
    this.#text += text;
    this.#tail = (this.#tail + text).slice(-tailReach);
    this.#cursor = end;
    if (kind === 'verbatim' && last?.kind === 'verbatim' && last.source.end === start) {
      const merged = {
        kind,
        text: { start: last.text.start, end: this.#text.length },
        source: { start: last.source.start, end },
      };
      this.#pieces[this.#pieces.length - 1] = merged;
    } else {
      this.#pieces.push({ kind, text: { start: from, end: this.#text.length }, source: { start, end } });
    }
  }

  /** A line break at the very end joins nothing. */
  #dropLastBreak(): void {
    const last = this.#pieces.at(-1);
    if (last?.kind !== 'decoded' || this.#text.slice(last.text.start) !== ' ') return;
    if (!/[\r\n]/.test(this.#source.slice(last.source.start, last.source.end))) return;
    this.#pieces.pop();
    this.#cutTo(last.text.start);
    this.#cursor = Math.min(this.#cursor, last.source.start);
  }

  #cutTo(length: number): void {
    this.#text = this.#text.slice(0, length);
    this.#tail = this.#text.slice(-tailReach);
  }
}

function leadingSpace(source: string, start: number, end: number): number {
  let at = start;
  while (at < end && isWhite.test(source.charAt(at))) at++;
  return at - start;
}

function breakAt(source: string, start: number, end: number): number {
  let at = start;
  while (at < end && source[at] !== '\n' && source[at] !== '\r') at++;
  return at;
}

function blockOf(kind: ProseBlockKind, range: TextRange, text: string, pieces: readonly ProsePiece[]): ProseBlock {
  let sentences: readonly TextRange[] | undefined;
  return {
    kind,
    range,
    text,
    pieces,
    // Found when they are first asked for: most blocks are read for the sake of one of them.
    get sentences() {
      return (sentences ??= sentencesOf(text));
    },
  };
}

/** The same block in a document where `by` characters more stand before it. */
export function shifted(block: ProseBlock, by: number): ProseBlock {
  if (by === 0) return block;
  const move = ({ start, end }: TextRange) => ({ start: start + by, end: end + by });
  return {
    kind: block.kind,
    range: move(block.range),
    text: block.text,
    pieces: block.pieces.map((piece) => ({ ...piece, source: move(piece.source) })),
    get sentences() {
      return block.sentences;
    },
  };
}
