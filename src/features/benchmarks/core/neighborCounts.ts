/** How often a token stood between, after or before which others, in a text of token ids below `size`. */
export class NeighborCounts {
  /** Of each token. */
  readonly single: Uint32Array;
  readonly total: number;
  readonly #between: SortedKeys;
  readonly #after: SortedKeys;
  readonly #before: SortedKeys;

  /** `stream` is all rows one after the other, as in a text. */
  constructor(
    stream: Int32Array,
    readonly size: number,
  ) {
    this.single = new Uint32Array(size);
    for (const id of stream) this.single[id]!++;
    this.total = stream.length;
    const pairs = Math.max(0, stream.length - 1);
    const keys = (count: number, key: (i: number) => number) =>
      new SortedKeys(
        Float64Array.from({ length: count }, (_, i) => key(i)),
        size,
      );
    this.#after = keys(pairs, (i) => stream[i]! * size + stream[i + 1]!);
    this.#before = keys(pairs, (i) => stream[i + 1]! * size + stream[i]!);
    this.#between = keys(
      Math.max(0, stream.length - 2),
      (i) => (stream[i]! * size + stream[i + 2]!) * size + stream[i + 1]!,
    );
  }

  /** Tokens seen right after a token, with their counts. */
  after(left: number): ReadonlyMap<number, number> {
    return this.#after.of(left);
  }

  /** Tokens seen right before a token. */
  before(right: number): ReadonlyMap<number, number> {
    return this.#before.of(right);
  }

  /** Tokens seen between two tokens. */
  between(left: number, right: number): ReadonlyMap<number, number> {
    return this.#between.of(left * this.size + right);
  }
}

/** Contexts seen this often are kept: few are, and they are asked for again and again. */
const frequent = 50;

/** Keys `context · size + token` in ascending order: all tokens of a context lie side by side. Exact up to 2⁵³. */
class SortedKeys {
  readonly #kept = new Map<number, ReadonlyMap<number, number>>();

  constructor(
    readonly keys: Float64Array,
    readonly size: number,
  ) {
    keys.sort();
  }

  of(context: number): ReadonlyMap<number, number> {
    const kept = this.#kept.get(context);
    if (kept !== undefined) return kept;
    const counts = new Map<number, number>();
    const [start, end] = [this.#firstFrom(context * this.size), this.#firstFrom((context + 1) * this.size)];
    for (let at = start; at < end; at++) {
      const token = this.keys[at]! % this.size;
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    if (end - start >= frequent) this.#kept.set(context, counts);
    return counts;
  }

  #firstFrom(key: number): number {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
