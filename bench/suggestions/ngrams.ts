import { readdirSync } from 'node:fs';
import path from 'node:path';
import { documentsOf, isHeldOut } from './corpus';
import type { Place } from './kinds';

type Counts = Map<string, number>;

/** Weights of trigram, bigram and unigram in the interpolated estimate. */
const weights = [0.6, 0.3, 0.1] as const;
const token = /\p{L}(?:[\p{L}\p{M}]|['’-](?=\p{L}))*|[.!?,;:]/gu;
const candidates = 60_000;
const wordsOfFile = 1_500_000;

/** Counts of a corpus's training part: of all words, and of what follows in the contexts that will be asked about. */
export class NgramCounts {
  readonly #unigrams: Counts = new Map();
  readonly #bigrams = new Map<string, Counts>();
  readonly #trigrams = new Map<string, Counts>();
  #words: readonly [string, number][] = [];
  #total = 0;

  private constructor(places: readonly Place[]) {
    for (const { before } of places) {
      const [first, second] = lastTwo(before);
      this.#bigrams.set(second, new Map());
      this.#trigrams.set(`${first} ${second}`, new Map());
    }
  }

  /** Reads at most 1.5 million words of every file of `corpus`, held-out documents left out. */
  static async of(corpus: string, places: readonly Place[]): Promise<NgramCounts> {
    const counts = new NgramCounts(places);
    for (const name of readdirSync(corpus).filter((file) => file.endsWith('.txt.xz'))) {
      let words = 0;
      // What is measured with must not be counted, whole files included.
      if (/taskmaster|us_pd_only/.test(name)) continue;
      for await (const document of documentsOf(path.join(corpus, name))) {
        if (isHeldOut(document)) continue;
        for (const paragraph of document.paragraphs) words += counts.#read(paragraph);
        if (words > wordsOfFile) break;
      }
    }
    counts.#words = [...counts.#unigrams].sort((a, b) => b[1] - a[1]).slice(0, candidates);
    return counts;
  }

  /** How often a word occurs; of several words, the rarest. */
  count(words: string): number {
    return Math.min(...words.split(/\s+/).map((word) => this.#unigrams.get(word) ?? 0));
  }

  /** Probabilities of words that begin with `typed`, best first, by frequency alone. */
  frequency(typed: string): [string, number][] {
    return normalized(
      this.#words.filter(([word]) => begins(word, typed)),
      typed === '' ? this.#total : undefined,
    );
  }

  /** The same, by the two words before. */
  trigram(before: string, typed: string): [string, number][] {
    const [first, second] = lastTwo(before);
    const levels = [this.#trigrams.get(`${first} ${second}`), this.#bigrams.get(second), this.#unigrams];
    const totals = levels.map((level) => (level === this.#unigrams ? this.#total : sum(level)));
    const words = new Set([
      ...(levels[0] ?? new Map<string, number>()).keys(),
      ...(levels[1] ?? new Map<string, number>()).keys(),
    ]);
    for (const [word] of this.#words.slice(0, typed === '' ? 200 : candidates))
      if (begins(word, typed)) words.add(word);
    const scored = [...words]
      .filter((word) => begins(word, typed) && /^\p{L}/u.test(word))
      .map((word): [string, number] => [
        word,
        levels.reduce(
          (p, level, i) => p + (totals[i]! > 0 ? (weights[i]! * (level?.get(word) ?? 0)) / totals[i]! : 0),
          0,
        ),
      ]);
    return normalized(scored, typed === '' ? 1 : undefined);
  }

  #read(paragraph: string): number {
    let [first, second] = ['.', '.'];
    let words = 0;
    for (const [word] of paragraph.matchAll(token)) {
      count(this.#unigrams, word);
      const bigrams = this.#bigrams.get(second);
      if (bigrams !== undefined) count(bigrams, word);
      const trigrams = this.#trigrams.get(`${first} ${second}`);
      if (trigrams !== undefined) count(trigrams, word);
      [first, second] = [second, word];
      words++;
    }
    this.#total += words;
    return words;
  }
}

function lastTwo(before: string): [string, string] {
  const [first = '.', second = '.'] = [
    '.',
    '.',
    ...[...before.slice(-120).matchAll(token)].map(([word]) => word),
  ].slice(-2);
  return [first, second];
}

function begins(word: string, typed: string): boolean {
  return word.length > typed.length && word.startsWith(typed);
}

function count(counts: Counts, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

function sum(counts: Counts | undefined): number {
  return [...(counts?.values() ?? [])].reduce((total, one) => total + one, 0);
}

function normalized(
  words: [string, number][],
  total = words.reduce((all, [, one]) => all + one, 0),
): [string, number][] {
  return words
    .map(([word, one]): [string, number] => [word, one / (total || 1)])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 2);
}
