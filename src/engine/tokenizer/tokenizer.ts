import type { Encoding, TextRange } from '../../protocol/text';
import type { RowTemplates } from './rowTemplate';

/** Ids of the five tokens every DeBERTa vocabulary has. */
export interface SpecialIds {
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
  readonly pad: number;
  readonly unk: number;
}

/** An encoding in which `positions[i]` is the index of the one [MASK] token that stands for the i-th range given. */
export interface MaskedEncoding {
  readonly encoding: Encoding;
  readonly positions: readonly number[];
}

/** A vocabulary entry as a reader sees it: `text` with bytes decoded and without the mark of a word's beginning. */
export interface Surface {
  readonly text: string;
  readonly startsWord: boolean;
}

/** Text to token ids with ranges into the text, and ids back to their spelling. Made by `loadTokenizer`. */
export interface Tokenizer {
  readonly special: SpecialIds;
  /** What stands around the texts of a row. */
  readonly templates: RowTemplates;
  /** One past the highest id that stands for something, special and added tokens included. */
  readonly size: number;
  /**
   * `[CLS] text [SEP]`, or `[CLS] text [SEP] pair [SEP]`, or as the checkpoint's templates have it. Nothing in a text
   * becomes a special token: "[SEP]" is five characters. Ranges of the pair's tokens are ranges in the pair.
   */
  encode(text: string, textPair?: string): Encoding;
  /**
   * `[CLS] text [SEP]` with one [MASK] for every range, in whatever order they are given; an empty range inserts a
   * word. The text around a mask is tokenized as it would be with a word in that place; a mask's token has the mask's
   * range.
   * @throws RequestError when ranges overlap or lie outside the text.
   */
  encodeMasked(text: string, masks: readonly TextRange[]): MaskedEncoding;
  /** The vocabulary's spelling. @throws RequestError for an id that stands for nothing. */
  token(id: number): string;
  /** The token as text. A byte that isn't a character by itself is U+FFFD. @throws RequestError as `token` */
  surface(id: number): Surface;
  /** Whether a mask may be filled with it: not special, added, unused, a bare byte or space, nor out of range. */
  isCandidate(id: number): boolean;
}
