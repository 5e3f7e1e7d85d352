/** A number that stands for a seed and a place in what is done with it: a mix of both that is the same in every run. */
export function mixSeeds(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/**
 * Random numbers from a seed, the same on every machine (xorshift32 with a mixed seed). Every use in training makes a
 * generator of its own from the seed and its place, so that there is no state to save.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = mixSeeds(seed) || 1;
  }

  /** A whole number from 0 to 2³² − 1. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** From 0 up to, not including, 1. */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** Normally distributed with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The same elements in random order (Fisher and Yates). */
  shuffled<T>(elements: readonly T[]): T[] {
    const result = [...elements];
    for (let i = result.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}
