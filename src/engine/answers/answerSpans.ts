import { firstIndex } from '../../base/firstIndex';
import type { TextRange } from '../../protocol/text';

/** A window of a passage: the probability of each of its tokens to be the first and the last of the answer. */
export interface SpanProbabilities {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Tokens of an answer, both included, with its probability. */
export interface TokenSpan {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/**
 * The `count` most probable spans of at most `maxTokens` tokens, best first. The score is the product of the
 * probabilities of both ends.
 */
export function bestSpans({ starts, ends }: SpanProbabilities, count: number, maxTokens: number): TokenSpan[] {
  const best: TokenSpan[] = [];
  starts.forEach((start, first) => {
    const limit = Math.min(ends.length, first + maxTokens);
    for (let last = first; last < limit; last++) {
      const score = start * ends[last]!;
      if (best.length === count && score <= best[count - 1]!.score) continue;
      const place = best.findIndex((other) => other.score < score);
      best.splice(place < 0 ? best.length : place, 0, { first, last, score });
      if (best.length > count) best.pop();
    }
  });
  return best;
}

/** What stands between white space; a token that is a word's space is a part of the word. */
const words = /\s?\S+/gu;

/** Those of GPT-2: endings such as “'s”, letters, numbers and other characters are apart. */
const byteLevelWords = /'(?:s|t|m|d|re|ve|ll)| ?(?:\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+)/gu;

/** A text's words as a tokenizer of v1 (byte-level), or one of v2 and v3, cuts them before it looks for pieces. */
export function wordRanges(text: string, isByteLevel: boolean): TextRange[] {
  return Array.from(text.matchAll(isByteLevel ? byteLevelWords : words), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }));
}

/** A range extended to whole words. */
export function toWords(words: readonly TextRange[], { start, end }: TextRange): TextRange {
  const first = words[firstIndex(words.length, (index) => words[index]!.end > start)];
  const last = words[firstIndex(words.length, (index) => words[index]!.start >= end) - 1];
  return first === undefined || last === undefined || last.end <= first.start
    ? { start, end }
    : { start: first.start, end: last.end };
}
