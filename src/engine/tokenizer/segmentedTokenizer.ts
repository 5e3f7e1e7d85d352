import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Encoding, TextRange } from '../../protocol/text';
import { AddedTokenMatcher, type AddedToken } from './addedTokens';
import { placePlaceholders } from './maskedText';
import type { RowTemplates } from './rowTemplate';
import type { Piece, Segmenter } from './segmenter';
import type { MaskedEncoding, SpecialIds, Surface, Tokenizer } from './tokenizer';

/** A tokenizer out of a segmenter and the tokens that a checkpoint adds to its vocabulary. */
export class SegmentedTokenizer implements Tokenizer {
  readonly size: number;
  readonly #matcher: AddedTokenMatcher;

  /**
   * `spellings` are those of added tokens, and of special ones that no file gives an id; `matched` are the added tokens
   * that are found in a text as it is, before it is segmented.
   */
  constructor(
    private readonly segmenter: Segmenter,
    readonly special: SpecialIds,
    readonly templates: RowTemplates,
    private readonly spellings: ReadonlyMap<number, string>,
    matched: readonly AddedToken[],
  ) {
    this.#matcher = new AddedTokenMatcher(matched);
    this.size = [...spellings.keys()].reduce((size, id) => Math.max(size, id + 1), segmenter.vocabulary.size);
  }

  encode(text: string, textPair?: string): Encoding {
    const texts = textPair === undefined ? [text] : [text, textPair];
    return this.#encoding(texts.map((part) => ({ text: part, pieces: this.#segment(part, []) })));
  }

  encodeMasked(text: string, masks: readonly TextRange[]): MaskedEncoding {
    const masked = placePlaceholders(text, masks);
    const positions = new Array<number>(masks.length).fill(0);
    const origin = (offset: number): number => masked.origins[offset] ?? text.length;
    let seen = 0;
    const pieces = this.#segment(masked.text, masked.placeholders).map((piece, i): Piece => {
      if (piece.id !== this.special.mask) return { id: piece.id, start: origin(piece.start), end: origin(piece.end) };
      const index = masked.order[seen++] ?? 0;
      positions[index] = i + 1;
      return { id: piece.id, start: masks[index]?.start ?? 0, end: masks[index]?.end ?? 0 };
    });
    return { encoding: this.#encoding([{ text, pieces }]), positions };
  }

  /** A row of one text or two, as the templates have it. */
  #encoding(texts: readonly { readonly text: string; readonly pieces: readonly Piece[] }[]): Encoding {
    const builder = new EncodingBuilder(this);
    let sequence = 0;
    let end = 0;
    for (const slot of texts.length > 1 ? this.templates.pair : this.templates.single) {
      if ('id' in slot) builder.push(slot.id, end, end, sequence, slot.type);
      else {
        const part = texts[(sequence = slot.text)];
        for (const piece of part?.pieces ?? []) builder.push(piece.id, piece.start, piece.end, sequence, slot.type);
        end = part?.text.length ?? 0;
      }
    }
    return builder.encoding;
  }

  /** Cuts a text at added tokens, and what lies between them by the vocabulary. */
  #segment(given: string, placeholders: readonly number[]): Piece[] {
    const text = wellFormed(given);
    const isMasked = (start: number, end: number) => placeholders.some((offset) => offset >= start && offset < end);
    return this.#matcher.cut(text, isMasked).flatMap(({ start, end, id }): Piece[] => {
      if (id !== undefined) return [{ id, start, end }];
      const masks = placeholders.filter((position) => position >= start && position < end).map((unit) => unit - start);
      const pieces = this.segmenter.segment(
        { text: text.slice(start, end), masks, isFirst: start === 0 },
        this.special.mask,
      );
      return start === 0
        ? pieces
        : pieces.map((piece) => ({ id: piece.id, start: piece.start + start, end: piece.end + start }));
    });
  }

  token(id: number): string {
    const token = this.spellings.get(id) ?? this.segmenter.vocabulary.token(id);
    if (token === undefined)
      throw new RequestError(plain`No token has the id ${id}. Use the tokenizer files that belong to the checkpoint.`);
    return token;
  }

  surface(id: number): Surface {
    if (this.spellings.has(id)) return { text: this.token(id), startsWord: false };
    this.token(id);
    return this.segmenter.vocabulary.surface(id);
  }

  isCandidate(id: number): boolean {
    return (
      !this.spellings.has(id) &&
      !Object.values(this.special).includes(id) &&
      this.segmenter.vocabulary.isText(id) &&
      !/^\[unused\d+\]$/.test(this.token(id))
    );
  }
}

/** A lone surrogate isn't a character and has no UTF-8 form; U+FFFD has the same length, so offsets stay right. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

class EncodingBuilder {
  readonly encoding = {
    ids: [] as number[],
    tokens: [] as string[],
    ranges: [] as TextRange[],
    sequence: [] as number[],
    types: [] as number[],
  };

  constructor(private readonly tokenizer: Tokenizer) {}

  push(id: number, start: number, end: number, sequence: number, type: number): void {
    const { encoding } = this;
    encoding.ids.push(id);
    encoding.tokens.push(this.tokenizer.token(id));
    encoding.ranges.push({ start, end });
    encoding.sequence.push(sequence);
    encoding.types.push(type);
  }
}
