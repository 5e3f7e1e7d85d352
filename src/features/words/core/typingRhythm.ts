/** Milliseconds between two keys from which on the writer has paused. */
const pause = 2000;
const keptGaps = 60;
/** Until so many gaps are known, the writer counts as an average one. */
const minGaps = 10;
const averageGap = 200;
/** How far a delay exceeds the gap that it must outlast. */
const excess = 1.25;
const nextWord = { quantile: 0.75, min: 150, max: 600 };
const inWord = { quantile: 0.9, min: 350, max: 800 };

/** The gaps between a writer's last keys, in milliseconds. */
export class TypingRhythm {
  #gaps: number[] = [];
  #last = -Infinity;

  /** A key was typed at `time`. */
  typed(time: number): void {
    const gap = time - this.#last;
    if (gap < pause) this.#gaps = [...this.#gaps, gap].slice(-keptGaps);
    this.#last = time;
  }

  /** The next key follows something other than a key. */
  interrupted(): void {
    this.#last = -Infinity;
  }

  /**
   * Milliseconds without a key after which the writer pauses rather than types on: in a word longer than nearly all of
   * their gaps, before the next word shorter.
   */
  delay(place: 'nextWord' | 'inWord'): number {
    const { quantile, min, max } = place === 'inWord' ? inWord : nextWord;
    return Math.round(Math.min(max, Math.max(min, excess * this.#gap(quantile))));
  }

  #gap(quantile: number): number {
    if (this.#gaps.length < minGaps) return averageGap;
    const sorted = this.#gaps.toSorted((a, b) => a - b);
    return sorted[Math.floor(quantile * sorted.length)]!;
  }
}
