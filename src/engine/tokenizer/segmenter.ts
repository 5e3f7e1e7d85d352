import type { Surface } from './tokenizer';

/** A token without its spelling: `start` and `end` are UTF-16 offsets in the text that was segmented. */
export interface Piece {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The character that stands where a mask is. A letter, so that what surrounds it is cut up as around a word; segmenters know it by its
 * offset, never by its value, and never let it join its neighbours.
 */
export const placeholder = 'x';

/** How one kind of vocabulary cuts text into pieces; knows nothing of special tokens. */
export interface Segmenter {
  /** Number of ids the vocabulary itself has, added tokens excluded. */
  readonly size: number;
  /** The id of a vocabulary entry, special entries included. */
  idOf(token: string): number | undefined;
  /** The spelling of an id below `size`; undefined where the vocabulary has a hole. */
  token(id: number): string | undefined;
  /** What the entry of an id below `size` looks like in a text. */
  surface(id: number): Surface;
  /** Whether text can become this id, and the id is more than a bare byte or space. */
  isText(id: number): boolean;
  /**
   * Cuts a well-formed text. At each offset of `masks` (ascending) stands one `placeholder`: it becomes one piece of id `maskId`, which takes
   * the space before it as any word's first piece does, and the text on each side is cut as if a word of the vocabulary stood between.
   */
  segment(text: string, masks: readonly number[], maskId: number): Piece[];
}
