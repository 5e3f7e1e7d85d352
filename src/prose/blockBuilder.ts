import type { TextRange } from '../protocol/text';
import type { ProseBlock, ProseBlockKind, ProsePiece } from './proseBlock';
import { sentencesOf } from './sentences';

/** Collects the pieces of one block in the order of the document. */
export class BlockBuilder {
  readonly #source: string;
  readonly #pieces: ProsePiece[] = [];
  #text = '';
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
    // White space at the start, or on both sides of what is left out, would be read twice.
    const isGap = /\s$/.test(this.#text) && this.#pieces.at(-1)?.source.end !== start;
    const from = this.#text === '' || isGap ? start + leadingSpace(this.#source, start, end) : start;
    if (from >= end) return;
    const text = this.#source.slice(from, end);
    const at = text.search(/[\r\n]/);
    if (at < 0) return this.#add('verbatim', text, from, end);
    this.verbatim(from, from + at);
    this.lineBreak(from + at, from + at + 1);
    this.verbatim(from + at + 1, end);
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
    const capital = /(?:^|[.!?]\s+)$/.test(this.#text);
    this.#add('standIn', capital ? word.charAt(0).toUpperCase() + word.slice(1) : word, start, end);
  }

  /** Markup up to `end` belongs to the block and is left out of its text. */
  skip(end: number): void {
    this.#cursor = Math.max(this.#cursor, end);
  }

  /** What has been read so far. */
  get textSoFar(): string {
    return this.#text;
  }

  /** Leaves out the white space at the end of what has been read. */
  dropSpace(): void {
    const last = this.#pieces.at(-1);
    if (last === undefined || last.kind === 'standIn' || !/\s$/.test(this.#text)) return;
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
    this.#text = this.#text.slice(0, Math.max(length, last.text.start));
  }

  /**
   * The block; undefined without a letter or a digit of its own. White space up to the line's end, or to `limit`, is taken along: a caret
   * that stands there is in the block.
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
    this.#text = this.#text.slice(0, last.text.start);
    this.#cursor = Math.min(this.#cursor, last.source.start);
  }
}

function leadingSpace(source: string, start: number, end: number): number {
  return source.slice(start, end).search(/\S|$/);
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
