import type { Surface } from './tokenizer';

/** A vocabulary's own ids and spellings, added tokens excluded. */
export interface Vocabulary {
  /** One past the highest id. */
  readonly size: number;
  /** The id of an entry, special entries included. */
  idOf(token: string): number | undefined;
  /** The spelling of an id below `size`; undefined where the vocabulary has a hole. */
  token(id: number): string | undefined;
  /** What the entry of an id below `size` looks like in a text. */
  surface(id: number): Surface;
  /** Whether text can become this id, and the id is more than a bare byte or space. */
  isText(id: number): boolean;
}

/** An entry in a word: `start` and `end` are UTF-16 offsets in the word. */
export interface ModelToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** How one kind of vocabulary cuts a word, i.e. a part of the normalized text as pre-tokenizers leave it. */
export interface VocabularyModel extends Vocabulary {
  /** Cuts a well-formed word that is not empty; `continues` when a mask stands before it. */
  cut(word: string, continues: boolean): readonly ModelToken[];
}

/** A token without its spelling: `start` and `end` are UTF-16 offsets in the text that was segmented. */
export interface Piece {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The character that stands where a mask is. A letter, so that what surrounds it is cut up as around a word; segmenters
 * know it by its offset, never by its value, and never let it join its neighbors.
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
export interface Segmenter {
  readonly vocabulary: Vocabulary;
  /**
   * Cuts a stretch; offsets are those in it. Each placeholder becomes one piece of id `maskId`, which takes the space
   * before it as any word's first piece does, and the text on each side is cut as if a word of the vocabulary stood
   * between.
   */
  segment(stretch: Stretch, maskId: number): Piece[];
}

/** Words whose cuts are kept: 100 kB of prose takes a fraction of the time. */
const rememberedWords = 20_000;
const maxRememberedLength = 64;

/** Cuts of words, kept until there are too many. */
export class WordCache<T> {
  readonly #known = new Map<string, T>();

  constructor(private readonly cut: (word: string) => T) {}

  get(word: string): T {
    if (word.length > maxRememberedLength) return this.cut(word);
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const made = this.cut(word);
    if (this.#known.size >= rememberedWords) this.#known.clear();
    // Joined again: a slice as the key would keep the whole text it was cut from alive.
    this.#known.set([...word].join(''), made);
    return made;
  }
}
