import { firstIndex } from '../../../../base/firstIndex';
import { brotliDecompress } from 'node:zlib';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { number, sentenceEnd } from './phraseTokens';

const unpack = promisify(brotliDecompress);

/** Ids of what is no word (training/phrases.py). */
const marks: readonly string[] = ['', sentenceEnd, number, ',', ';', ':'];

/**
 * The n-grams of one length: entry i ends with the word `ids[i]`; those that go on from it are `first[i]` to `first[i +
 * 1]` of the next length.
 */
interface Order {
  readonly ids: Uint16Array;
  /** P(word | the words before it) as a step of `levels`; 0 where the entry only leads on to longer ones. */
  readonly p: Uint8Array;
  readonly alpha: Uint8Array;
  readonly first: Uint32Array;
}

/** The first line of a table: bytes of its words, entries of each length, steps of a logarithm to the base of two. */
interface Header {
  readonly words: number;
  readonly orders: readonly number[];
  readonly step: number;
}

/** A word with its probability. */
export type ScoredWord = readonly [word: string, probability: number];

/**
 * What people write behind one, two and three words, counted in the training text: a backoff model, P(w | h) = p(h w)
 * where that is known, else alpha(h) P(w | h without its first word).
 */
export class PhraseTable {
  readonly #ids = new Map<string, number>();
  readonly #levels: Float64Array;
  readonly #weights: Float64Array;

  private constructor(
    private readonly words: readonly string[],
    private readonly folded: readonly string[],
    /** Ids in the order of the words in small letters. */
    private readonly sorted: Uint16Array,
    private readonly orders: readonly Order[],
    step: number,
  ) {
    words.forEach((word, id) => this.#ids.set(word, id));
    this.#levels = Float64Array.from({ length: 256 }, (_, i) => (i === 0 ? 0 : 2 ** ((1 - i) / step)));
    this.#weights = Float64Array.from({ length: 256 }, (_, i) => 2 ** ((i - 128) / step));
  }

  /** Reads a packed table, with turns for others in between. Rejects where it is cut off or not one. */
  static async read(packed: Uint8Array): Promise<PhraseTable> {
    const bytes = await unpack(packed);
    const [text, end] = [new TextDecoder(), bytes.indexOf(10) + 1];
    const header = JSON.parse(text.decode(bytes.subarray(0, end))) as Header;
    const entries = end + header.words;
    const words = [...marks, ...text.decode(bytes.subarray(end, entries)).split('\n')];
    const folded = words.map((word) => word.toLowerCase());
    await nextTurn();
    const sorted = Uint16Array.from(words.keys()).sort((a, b) => compare(folded[a]!, folded[b]!));
    await nextTurn();
    const orders = readOrders(bytes.subarray(entries), header.orders);
    await nextTurn();
    return new PhraseTable(words, folded, sorted, orders, header.step);
  }

  /**
   * Occurrences of a word per million; of its small letters where it isn't known with its capital. 0 where it is
   * unknown.
   */
  frequency(word: string): number {
    const id = this.#ids.get(word) ?? this.#ids.get(word.toLowerCase());
    return id === undefined || id < marks.length ? 0 : 1e6 * this.#levels[this.orders[0]!.p[id]!]!;
  }

  /**
   * The likeliest words behind `context` (the nearest token last) that begin with `typed`, whatever its case, best
   * first.
   */
  continuations(context: readonly string[], typed: string, top: number): ScoredWord[] {
    const contexts = this.#contexts(context);
    const folded = typed.toLowerCase();
    const found = new Map<number, number>();
    let weight = 1;
    const take = (n: number, i: number, id: number) => {
      const level = this.orders[n]!.p[i]!;
      if (level !== 0 && !found.has(id)) found.set(id, weight * this.#levels[level]!);
    };
    for (let n = contexts.length; n > 0; n--) {
      const { order, entry, start, end } = contexts[n - 1]!;
      const { ids } = this.orders[n]!;
      for (let i = start; i < end; i++) if (this.folded[ids[i]!]!.startsWith(folded)) take(n, i, ids[i]!);
      weight *= this.#weights[order.alpha[entry]!]!;
    }
    // Behind no context, only a typed beginning makes the list worth its length.
    if (folded !== '' || found.size < top) for (const id of this.#beginningWith(folded)) take(0, id, id);
    return [...found]
      .sort(([, a], [, b]) => b - a)
      .slice(0, top)
      .map(([id, p]) => [this.words[id]!, p]);
  }

  #beginningWith(folded: string): Uint16Array {
    const start = firstIndex(this.sorted.length, (index) => this.folded[this.sorted[index]!]! >= folded);
    let end = start;
    while (end < this.sorted.length && this.folded[this.sorted[end]!]!.startsWith(folded)) end++;
    return this.sorted.subarray(start, end);
  }

  /** P(word | context); 0 for a word that is not known. */
  probability(context: readonly string[], word: string): number {
    return this.behind(context)(word);
  }

  /** The same for any number of words behind one context. */
  behind(context: readonly string[]): (word: string) => number {
    const contexts = this.#contexts(context);
    return (word) => {
      const id = this.#ids.get(word) ?? this.#ids.get(word.toLowerCase());
      if (id === undefined) return 0;
      let weight = 1;
      for (let n = contexts.length; n > 0; n--) {
        const { order, entry, start, end } = contexts[n - 1]!;
        const next = this.orders[n]!;
        const at = find(next.ids, id, start, end);
        if (at >= 0 && next.p[at] !== 0) return weight * this.#levels[next.p[at]!]!;
        weight *= this.#weights[order.alpha[entry]!]!;
      }
      return weight * this.#levels[this.orders[0]!.p[id]!]!;
    };
  }

  /**
   * For each length from one on for which the last words of `context` are known to lead on: their entry, and the range
   * of what follows.
   */
  #contexts(context: readonly string[]) {
    const known = [];
    const ids = context.map((token, i) => this.#idOf(token, context[i - 1]));
    for (let n = 1; n < this.orders.length && n <= ids.length; n++) {
      const [firstId, ...rest] = ids.slice(-n) as [number, ...number[]];
      let entry = firstId;
      for (const [i, id] of rest.entries()) {
        if (entry < 0) break;
        const { first } = this.orders[i]!;
        entry = find(this.orders[i + 1]!.ids, id, first[entry]!, first[entry + 1]!);
      }
      if (entry < 0 || firstId === 0) break;
      const order = this.orders[n - 1]!;
      known.push({ order, entry, start: order.first[entry]!, end: order.first[entry + 1]! });
    }
    return known;
  }

  /** A sentence's first word counts with a small letter where that is a word, too. */
  #idOf(token: string, previous: string | undefined): number {
    const small = this.#ids.get(token.charAt(0).toLowerCase() + token.slice(1));
    const own = this.#ids.get(token);
    if (previous === sentenceEnd && small !== undefined && this.#isCommoner(small, own)) return small;
    return own ?? small ?? this.#ids.get(token.toLowerCase()) ?? 0;
  }

  #isCommoner(id: number, other: number | undefined): boolean {
    const { p } = this.orders[0]!;
    return other === undefined || p[id]! <= p[other]!;
  }
}

function readOrders(bytes: Uint8Array, sizes: readonly number[]): Order[] {
  const expected = sizes.reduce((sum, size, n) => sum + size * planesOf(n, sizes.length), 0);
  if (bytes.length !== expected) throw new Error(`A phrase table of ${bytes.length} bytes instead of ${expected}.`);
  let position = 0;
  const plane = (size: number) => bytes.subarray(position, (position += size));
  const wide = (size: number) => {
    const [low, high] = [plane(size), plane(size)];
    const values = new Uint16Array(size);
    for (let i = 0; i < size; i++) values[i] = low[i]! | (high[i]! << 8);
    return values;
  };
  const orders = sizes.map((size, n) => {
    const ids = n === 0 ? Uint16Array.from({ length: size }, (_, i) => i) : wide(size);
    const p = plane(size);
    const isLast = n === sizes.length - 1;
    const alpha = isLast ? new Uint8Array(size) : plane(size);
    const first = new Uint32Array(size + 1);
    if (!isLast) wide(size).forEach((followers, i) => (first[i + 1] = first[i]! + followers));
    return { ids, p, alpha, first };
  });
  orders.slice(1).forEach(({ ids }, n) => addUp(ids, orders[n]!.first));
  return orders;
}

/** Bytes an entry of the order `n`, from 0, of `orders`. */
function planesOf(n: number, orders: number): number {
  return (n === 0 ? 0 : 2) + 1 + (n === orders - 1 ? 0 : 3);
}

/** Within each context, ids are stored as differences. */
function addUp(ids: Uint16Array, first: Uint32Array): void {
  for (let context = 0; context + 1 < first.length; context++)
    for (let i = first[context]! + 1; i < first[context + 1]!; i++) ids[i]! += ids[i - 1]!;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where `id` stands in a stretch of growing ids; -1 where it does not. */
function find(ids: Uint16Array, id: number, start: number, end: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low < end && ids[low] === id ? low : -1;
}
