import MiniSearch from 'minisearch';
import { pauses } from '../base/pauses';
import type { PlacedUnit } from '../prose/documentUnits';
import { searchWords } from './searchWords';

/** A passage with its score: BM25+, higher is better, comparable within one search only. */
export interface FoundPassage<P> {
  readonly passage: P;
  readonly score: number;
}

interface FileContent<P> {
  readonly version: string;
  readonly passages: readonly P[];
  /** Of all passages together. */
  readonly characters: number;
}

interface IndexedFile extends Omit<FileContent<unknown>, 'passages'> {
  readonly ids: readonly number[];
}

/** Characters of all passages together: beside the texts, the index takes some ten bytes for each. */
const defaultCharacters = 16_000_000;

/** Shorter words match only as a whole, longer ones also as the beginning of a word: "calibrate" finds "calibrated". */
const minPrefix = 4;

/** Words of a query that are looked up: a whole page as a query takes no longer than a paragraph. */
const maxQueryWords = 100;

/**
 * From so many passages on, words that a quarter of them have are not looked up beside rarer ones: they hardly change
 * the order, and take most of the time.
 */
const manyPassages = 1000;
const commonShare = 0.25;

/** Passages of files, found by the words that they share with a query (BM25+). In memory only, and bounded. */
export class PassageIndex<P extends PlacedUnit> {
  readonly #search = new MiniSearch<{ readonly id: number; readonly words: string }>({
    fields: ['words'],
    tokenize: (words) => words.split(' '),
    processTerm: (word) => word,
  });
  readonly #passages = new Map<number, P>();
  /** In how many passages a word is. */
  readonly #frequencies = new Map<string, number>();
  readonly #files = new Map<string, IndexedFile>();
  #next = 0;
  #characters = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly maxCharacters = defaultCharacters) {}

  /** Number of passages. */
  get size(): number {
    return this.#passages.size;
  }

  get files(): Iterable<string> {
    return this.#files.keys();
  }

  /** The version of a file that is indexed; undefined if none is. */
  versionOf(file: string): string | undefined {
    return this.#files.get(file)?.version;
  }

  /**
   * Puts a file's passages in the place of those that it had; false, and none are kept, where there is no room. Changes
   * take turns, and let others run meanwhile.
   */
  set(file: string, version: string, passages: readonly P[]): Promise<boolean> {
    const characters = passages.reduce((sum, { text }) => sum + text.length, 0);
    return this.#inTurn(async () => {
      const hasRoom = this.#characters - (this.#files.get(file)?.characters ?? 0) + characters <= this.maxCharacters;
      await this.#replace(file, hasRoom ? { version, passages, characters } : undefined);
      return hasRoom;
    });
  }

  delete(file: string): Promise<void> {
    return this.#inTurn(() => this.#replace(file));
  }

  /** The passages that share most with a text, best first; none where they share no word. */
  find(query: string, limit: number, isWanted: (passage: P) => boolean = () => true): FoundPassage<P>[] {
    const found = this.#search.search(query, {
      tokenize: (text) => this.#queryWords(text),
      prefix: (word) => word.length >= minPrefix,
    });
    return (
      found
        // MiniSearch multiplies by the number of words found, which a question's "what is the" decides as well.
        .map(({ id, score, queryTerms }) => ({ id: id as number, score: score / queryTerms.length }))
        .sort((a, b) => b.score - a.score || a.id - b.id)
        .map(({ id, score }) => ({ passage: this.#passages.get(id)!, score }))
        .filter(({ passage }) => isWanted(passage))
        .slice(0, limit)
    );
  }

  async #replace(file: string, content?: FileContent<P>): Promise<void> {
    const known = this.#files.get(file);
    const spare = this.#idsByText(known?.ids ?? []);
    const pause = pauses();
    const ids: number[] = [];
    for (const passage of content?.passages ?? []) {
      // What an edit leaves as it was stays in the index, with its new place.
      const id = spare.get(passage.text)?.pop() ?? this.#next++;
      const isNew = !this.#passages.has(id);
      this.#passages.set(id, passage);
      ids.push(id);
      if (isNew) this.#search.add({ id, words: this.#counted(passage, 1) });
      await pause();
    }
    for (const id of [...spare.values()].flat()) {
      // MiniSearch's `discard` leaves words behind, and the vacuum that collects them fails when something is added.
      this.#search.remove({ id, words: this.#counted(this.#passages.get(id)!, -1) });
      this.#passages.delete(id);
      await pause();
    }
    this.#characters += (content?.characters ?? 0) - (known?.characters ?? 0);
    if (content === undefined) this.#files.delete(file);
    else this.#files.set(file, { version: content.version, ids, characters: content.characters });
  }

  #queryWords(query: string): string[] {
    const words = [...new Set(searchWords(query))].slice(0, maxQueryWords);
    const maxFrequency = this.size < manyPassages ? Infinity : commonShare * this.size;
    const rare = words.filter((word) => (this.#frequencies.get(word) ?? 0) <= maxFrequency);
    return rare.length > 0 ? rare : words;
  }

  /** The words of a passage with spaces between them, after it has been counted in or out. */
  #counted({ text }: P, change: 1 | -1): string {
    const words = searchWords(text);
    for (const word of new Set(words)) {
      const frequency = (this.#frequencies.get(word) ?? 0) + change;
      if (frequency > 0) this.#frequencies.set(word, frequency);
      else this.#frequencies.delete(word);
    }
    return words.join(' ');
  }

  #idsByText(ids: readonly number[]): Map<string, number[]> {
    const byText = new Map<string, number[]>();
    for (const id of ids) {
      const { text } = this.#passages.get(id)!;
      const same = byText.get(text);
      if (same === undefined) byText.set(text, [id]);
      else same.push(id);
    }
    return byText;
  }

  #inTurn<R>(change: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
