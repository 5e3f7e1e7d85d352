import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Encoding, TextRange } from '../../protocol/text';
import { placePlaceholders } from './maskedText';
import type { Piece, Segmenter } from './segmenter';
import type { AddedToken } from './specialTokens';
import type { MaskedEncoding, SpecialIds, Surface, Tokenizer } from './tokenizer';

/** A tokenizer out of a segmenter and the tokens that a checkpoint adds to its vocabulary. */
export class SegmentedTokenizer implements Tokenizer {
  readonly size: number;
  /** Spellings of added tokens, and of special ones that no file gives an id. */
  private readonly added: ReadonlyMap<number, string>;

  constructor(
    private readonly segmenter: Segmenter,
    readonly special: SpecialIds,
    added: readonly AddedToken[],
  ) {
    this.added = new Map(added.map((token) => [token.id, token.text]));
    this.size = Math.max(segmenter.size, 1 + added.reduce((last, token) => Math.max(last, token.id), 0));
  }

  encode(text: string, pair?: string): Encoding {
    const builder = new EncodingBuilder(this, text, this.segmenter.segment(wellFormed(text), [], this.special.mask));
    if (pair !== undefined) builder.append(pair, this.segmenter.segment(wellFormed(pair), [], this.special.mask));
    return builder.encoding;
  }

  encodeMasked(text: string, masks: readonly TextRange[]): MaskedEncoding {
    const masked = placePlaceholders(text, masks);
    const positions = new Array<number>(masks.length).fill(0);
    const origin = (offset: number): number => masked.origins[offset] ?? text.length;
    let seen = 0;
    const pieces = this.segmenter
      .segment(wellFormed(masked.text), masked.placeholders, this.special.mask)
      .map((piece, i): Piece => {
        if (piece.id !== this.special.mask) return { id: piece.id, start: origin(piece.start), end: origin(piece.end) };
        const index = masked.order[seen++] ?? 0;
        positions[index] = i + 1;
        return { id: piece.id, start: masks[index]?.start ?? 0, end: masks[index]?.end ?? 0 };
      });
    return { encoding: new EncodingBuilder(this, text, pieces).encoding, positions };
  }

  token(id: number): string {
    const token = this.added.get(id) ?? this.segmenter.token(id);
    if (token === undefined)
      throw new RequestError(plain`No token has the id ${id}. Use the tokenizer files that belong to the checkpoint.`);
    return token;
  }

  surface(id: number): Surface {
    if (this.added.has(id)) return { text: this.token(id), startsWord: false };
    this.token(id);
    return this.segmenter.surface(id);
  }

  isCandidate(id: number): boolean {
    return (
      !this.added.has(id) &&
      !Object.values(this.special).includes(id) &&
      this.segmenter.isText(id) &&
      !/^\[unused\d+\]$/.test(this.token(id))
    );
  }
}

/** A lone surrogate is no character and has no UTF-8; U+FFFD has the same length, so that offsets hold. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

class EncodingBuilder {
  private readonly ids: number[] = [];
  private readonly tokens: string[] = [];
  private readonly ranges: TextRange[] = [];
  private readonly sequence: number[] = [];
  private sequences = 0;

  constructor(
    private readonly tokenizer: Tokenizer,
    text: string,
    pieces: readonly Piece[],
  ) {
    this.push({ id: tokenizer.special.cls, start: 0, end: 0 });
    this.append(text, pieces);
  }

  append(text: string, pieces: readonly Piece[]): void {
    for (const piece of pieces) this.push(piece);
    this.push({ id: this.tokenizer.special.sep, start: text.length, end: text.length });
    this.sequences++;
  }

  get encoding(): Encoding {
    return { ids: this.ids, tokens: this.tokens, ranges: this.ranges, sequence: this.sequence };
  }

  private push(piece: Piece): void {
    this.ids.push(piece.id);
    this.tokens.push(this.tokenizer.token(piece.id));
    this.ranges.push({ start: piece.start, end: piece.end });
    this.sequence.push(this.sequences);
  }
}
