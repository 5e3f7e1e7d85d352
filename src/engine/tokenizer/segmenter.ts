import type { Vocabulary } from './vocabularyModel';

/** A token without its spelling: `start` and `end` are UTF-16 offsets in the text that was segmented. */
export interface Piece {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The character that stands where a mask is. A letter, so that what surrounds it is cut up as around a word; segmenters know it by its
 * offset, never by its value, and never let it join its neighbors.
 */
export const placeholder = 'x';

/** A part of a text between added tokens. It is well-formed and not empty. */
export interface Stretch {
  readonly text: string;
  /** Offsets at which a `placeholder` stands, ascending. */
  readonly masks: readonly number[];
  /** Whether the whole text begins with it. */
  readonly isFirst: boolean;
}

/** How one kind of vocabulary cuts text into pieces; knows nothing of special tokens. */
export interface Segmenter extends Vocabulary {
  /**
   * Cuts a stretch; offsets are those in it. Each placeholder becomes one piece of id `maskId`, which takes the space before it as any
   * word's first piece does, and the text on each side is cut as if a word of the vocabulary stood between.
   */
  segment(stretch: Stretch, maskId: number): Piece[];
}
