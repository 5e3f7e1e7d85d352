import type { GlinerConfig } from '../checkpoint/glinerConfig';
import { sigmoid } from '../batch/probability';
import type { WordLogits } from '../batch/glinerLogits';

/** Words `start` to `end`, both included, that may be what a label names. */
export interface ScoredSpan {
  readonly start: number;
  readonly end: number;
  /** Its index. */
  readonly label: number;
  readonly score: number;
}

/** All spans whose scores are above the threshold, in the order in which the package `gliner` looks at them. */
export function scoredSpans(logits: WordLogits, spanMode: GlinerConfig['spanMode'], threshold: number): ScoredSpan[] {
  return spanMode === 'markerV0' ? spansOfSpans(logits, threshold) : spansOfWords(logits, threshold);
}

/** [words, width, labels]: a span's score is its logit's. */
function spansOfSpans({ shape: [words, width, labels], data }: WordLogits, threshold: number): ScoredSpan[] {
  const spans: ScoredSpan[] = [];
  for (let span = 0; span < words * width; span++) {
    const start = Math.floor(span / width);
    const end = start + (span % width);
    // The others of the same words would have to give way to it.
    let label = 0;
    for (let other = 1; other < labels; other++)
      if (data[span * labels + other]! > data[span * labels + label]!) label = other;
    const score = sigmoid(data[span * labels + label]!);
    if (score > threshold && end < words) spans.push({ start, end, label, score });
  }
  return spans;
}

/**
 * [words, labels, 3]: a span goes from a word that begins an entity to one that ends it, over words that are all in it;
 * its score is the lowest of theirs.
 */
function spansOfWords({ shape: [words, labels], data }: WordLogits, threshold: number): ScoredSpan[] {
  const spans: ScoredSpan[] = [];
  const scores = Float64Array.from(data, sigmoid);
  const at = (word: number, label: number, part: number) => scores[(word * labels + label) * 3 + part]!;
  for (let start = 0; start < words; start++) {
    for (let label = 0; label < labels; label++) {
      let lowest = at(start, label, 0);
      if (lowest <= threshold) continue;
      for (let end = start; end < words && at(end, label, 2) >= threshold; end++) {
        lowest = Math.min(lowest, at(end, label, 2));
        const last = at(end, label, 1);
        if (last > threshold) spans.push({ start, end, label, score: Math.min(lowest, last) });
      }
    }
  }
  return spans;
}

/** The best spans that have no word in common, in their order in the text. Of equal scores the first counts. */
export function withoutOverlaps<S extends ScoredSpan>(spans: readonly S[], words: number): S[] {
  const taken = new Uint8Array(words);
  const kept = spans
    .toSorted((a, b) => b.score - a.score)
    .filter(({ start, end }) => {
      if (taken.subarray(start, end + 1).includes(1)) return false;
      taken.fill(1, start, end + 1);
      return true;
    });
  return kept.sort((a, b) => a.start - b.start);
}
