import { firstIndex } from '../../base/firstIndex';
import { isWordPart } from '../../base/word';
import type { Tokenizer } from '../tokenizer/tokenizer';

/** The pieces that can begin the rest of a word whose first letters are given. */
export interface MatchingPieces {
  /** They spell all of the letters, and perhaps more. */
  readonly complete: readonly number[];
  /** They spell the first letters only: more pieces must follow. */
  readonly partial: readonly number[];
}

interface Entry {
  readonly spelling: string;
  readonly id: number;
}

/** The vocabulary's pieces of letters, sorted by lower-case spelling, so a prefix's are neighbors: a flat trie. */
export class PieceIndex {
  static readonly #indexes = new WeakMap<Tokenizer, PieceIndex>();
  readonly #starting: readonly Entry[];
  readonly #continuing: readonly Entry[];

  private constructor(tokenizer: Tokenizer) {
    const starting: Entry[] = [];
    const continuing: Entry[] = [];
    for (let id = 0; id < tokenizer.size; id++) {
      if (!tokenizer.isCandidate(id)) continue;
      const { text, startsWord } = tokenizer.surface(id);
      if (!isWordPart(text) || (startsWord && !/^\p{L}/u.test(text))) continue;
      (startsWord ? starting : continuing).push({ spelling: text.toLowerCase(), id });
    }
    this.#starting = sorted(starting);
    this.#continuing = sorted(continuing);
  }

  /** The index of a tokenizer's vocabulary: made when first asked for, and kept as long as the tokenizer. */
  static forTokenizer(tokenizer: Tokenizer): PieceIndex {
    const index = this.#indexes.get(tokenizer) ?? new PieceIndex(tokenizer);
    this.#indexes.set(tokenizer, index);
    return index;
  }

  /** Pieces for a place that must spell `prefix` (lower case, not empty), with or without white space before them. */
  matching(prefix: string, startsWord: boolean): MatchingPieces {
    const entries = startsWord ? this.#starting : this.#continuing;
    const complete: number[] = [];
    for (let i = lowerBound(entries, prefix); entries[i]?.spelling.startsWith(prefix) === true; i++)
      complete.push(entries[i]!.id);
    const partial: number[] = [];
    for (let length = 1; length < prefix.length; length++) {
      const start = prefix.slice(0, length);
      for (let i = lowerBound(entries, start); entries[i]?.spelling === start; i++) partial.push(entries[i]!.id);
    }
    return { complete, partial };
  }
}

function sorted(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => (a.spelling < b.spelling ? -1 : a.spelling > b.spelling ? 1 : a.id - b.id));
}

/** Index of the first entry not below `spelling`. */
function lowerBound(entries: readonly Entry[], spelling: string): number {
  return firstIndex(entries.length, (index) => entries[index]!.spelling >= spelling);
}
