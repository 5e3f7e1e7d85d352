import type { TextRange } from '../../../protocol/text';

/**
 * A sentence in which nothing is suggested, because a suggestion was dismissed there: where it starts in its document.
 */
export class QuietSentence {
  #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  /** Where the sentence starts, edits taken into account. */
  get start(): number {
    return this.#start;
  }

  /** Follows an edit that replaces `range` by `length` characters. */
  edited({ start, end }: TextRange, length: number): void {
    if (end <= this.#start && start < this.#start) this.#start += length - (end - start);
    else if (start < this.#start) this.#start = start;
  }
}
