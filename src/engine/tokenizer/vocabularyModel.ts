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
