import type { WordFrequencies } from '../wordFrequencies';
import { number, phraseTokens, sentenceEnd } from './phraseTokens';

/** A document's tokens, and for each the place before it where the same one stands; -1 where there is none. */
interface Indexed {
  readonly tokens: number[];
  readonly previous: number[];
  /** The last place of every token. */
  readonly last: Map<number, number>;
}

/** What was written behind some words: how often each word, and how often any. */
export interface Continuations {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Words of all documents together; those that were read longest ago go first. */
const capacity = 400_000;
const wordsOfDocument = 100_000;
/** Places of a frequent word that are looked at in a document, the last first. */
const placesLookedAt = 10_000;
/** Words before a place that are compared. */
export const longestContext = 3;

/** What a writer's own documents say of the next word, kept in memory only. */
export class OwnPhrases {
  readonly #documents = new Map<string, Indexed>();
  /** By the id of a word in small letters: its spelling in mid-sentence, and how often it occurs. */
  readonly #words: { spelling: string; count: number }[] = [];
  readonly #ids = new Map<string, number>();
  #size = 0;

  constructor(private readonly frequencies: WordFrequencies) {}

  /** Words of all documents together. */
  get size(): number {
    return this.#size;
  }

  /** Replaces what is known of a document by its sentences. */
  set(key: string, sentences: readonly string[]): void {
    const reading = this.read(key);
    sentences.forEach((sentence) => reading.add(sentence));
    reading.done();
  }

  /**
   * The same, a sentence at a time, so that nobody waits; what was known counts until all is read. A sentence that a
   * document repeats, be it with other numbers, counts once: a log of thousands of lines is not how its reader writes.
   */
  read(key: string): { readonly add: (sentence: string) => void; readonly done: () => void } {
    const document: Indexed = { tokens: [], previous: [], last: new Map() };
    const seen = new Set<string>();
    return {
      add: (sentence) => {
        const tokens = phraseTokens(sentence);
        const line = tokens.join(' ');
        if (!seen.has(line)) this.#add(document, tokens);
        seen.add(line);
      },
      done: () => {
        this.delete(key);
        for (const id of document.tokens) this.#words[id]!.count++;
        this.#documents.set(key, document);
        this.#size += document.tokens.length;
        for (const oldest of this.#documents.keys()) {
          if (this.#size <= capacity || oldest === key) break;
          this.delete(oldest);
        }
      },
    };
  }

  delete(key: string): void {
    const known = this.#documents.get(key);
    if (known === undefined) return;
    for (const id of known.tokens) this.#words[id]!.count--;
    this.#size -= known.tokens.length;
    this.#documents.delete(key);
  }

  /** What follows the last word, the last two, and the last three of `context`, the nearest token last. */
  continuations(context: readonly string[]): Continuations[] {
    const ids = context.slice(-longestContext).map((token) => this.#ids.get(token.toLowerCase()) ?? -1);
    const found = ids.map(() => ({ counts: new Map<string, number>(), total: 0 }));
    for (const document of this.#documents.values()) this.#count(document, ids, found);
    return found;
  }

  /** How often a word occurs, whatever its case, and how it is spelled; undefined for one that does not. */
  known(word: string): { readonly spelling: string; readonly count: number } | undefined {
    const known = this.#words[this.#ids.get(word.toLowerCase()) ?? -1];
    return known !== undefined && known.count > 0 && isWordToken(known.spelling) ? known : undefined;
  }

  /** How often each word that begins with `typed`, whatever its case, occurs. */
  beginningWith(typed: string): Continuations {
    const counts = new Map<string, number>();
    const folded = typed.toLowerCase();
    for (const [word, id] of this.#ids) {
      const { spelling, count } = this.#words[id]!;
      if (count > 0 && isWordToken(word) && word.startsWith(folded)) counts.set(spelling, count);
    }
    return { counts, total: this.#size };
  }

  #add({ tokens, previous, last }: Indexed, sentence: readonly string[]): void {
    if (tokens.length > wordsOfDocument) return;
    let before = sentenceEnd;
    for (const token of [sentenceEnd, ...sentence]) {
      const id = this.#idOf(token, before === sentenceEnd);
      before = token;
      previous.push(last.get(id) ?? -1);
      last.set(id, tokens.push(id) - 1);
    }
  }

  #count(
    { tokens, previous, last }: Indexed,
    ids: readonly number[],
    found: { counts: Map<string, number>; total: number }[],
  ) {
    const nearest = ids.at(-1);
    let place = nearest === undefined ? -1 : (last.get(nearest) ?? -1);
    for (let looked = 0; place >= 0 && looked < placesLookedAt; looked++, place = previous[place]!) {
      const next = this.#words[tokens[place + 1] ?? -1]?.spelling;
      if (next === undefined || !isWordToken(next)) continue;
      for (let length = 1; length <= ids.length; length++) {
        if (tokens[place - length + 1] !== ids.at(-length)) break;
        const of = found[length - 1]!;
        of.counts.set(next, (of.counts.get(next) ?? 0) + 1);
        of.total++;
      }
    }
  }

  /** A sentence's first word is spelled with a small letter where that is a word. */
  #idOf(token: string, beginsSentence: boolean): number {
    const folded = token.toLowerCase();
    const spelling = beginsSentence && this.frequencies.frequency(folded) > 0 ? folded : token;
    const known = this.#ids.get(folded);
    if (known === undefined) {
      this.#ids.set(folded, this.#words.length);
      return this.#words.push({ spelling, count: 0 }) - 1;
    }
    if (!beginsSentence) this.#words[known]!.spelling = spelling;
    return known;
  }
}

function isWordToken(token: string): boolean {
  return token !== number && /^\p{L}/u.test(token);
}
