import type { WordSuggestion } from './rankWords';

/** How much is suggested; docs/suggestions.md has what each of them measures. */
export type Confidence = 'quiet' | 'balanced' | 'eager';

export const confidences: readonly Confidence[] = ['quiet', 'balanced', 'eager'];

/** Bounds from which on a word is shown: its probability, and how far it is ahead of the next one. */
export interface Threshold {
  readonly probability: number;
  readonly margin: number;
}

/** At a space the whole word must be guessed; in a word, the typed letters have excluded most others. */
export const thresholds: Readonly<Record<Confidence, { readonly next: Threshold; readonly inWord: Threshold }>> = {
  quiet: { next: { probability: 0.6, margin: 0.3 }, inWord: { probability: 0.7, margin: 0.4 } },
  balanced: { next: { probability: 0.35, margin: 0.15 }, inWord: { probability: 0.5, margin: 0.2 } },
  eager: { next: { probability: 0.2, margin: 0.05 }, inWord: { probability: 0.3, margin: 0.1 } },
};

/** Dismissals in a row that change nothing yet. */
const toleratedDismissals = 2;
const countedDismissals = 10;
/** Each further dismissal takes away this share of what the bounds leave. */
const caution = 0.15;

/** Letters of a word after which it is completed without being asked. */
const lettersBeforeSuggestion = 2;

/** Whether too little of a word is typed for a suggestion that nobody asked for. */
export function isTooShort(typed: string): boolean {
  return typed !== '' && [...typed].length < lettersBeforeSuggestion;
}

/** The bounds after a number of dismissals in a row: from the third on each makes suggestions rarer. */
export function thresholdAfter(threshold: Threshold, dismissals: number): Threshold {
  const { probability, margin } = threshold;
  const counted = Math.min(Math.max(0, dismissals - toleratedDismissals), countedDismissals);
  if (counted === 0) return threshold;
  const left = (1 - caution) ** counted;
  return { probability: 1 - (1 - probability) * left, margin: 1 - (1 - margin) * left };
}

/** Whether the best of `suggestions`, in order, is sure enough to be shown. */
export function isSure(suggestions: readonly WordSuggestion[], { probability, margin }: Threshold): boolean {
  const [first, second] = suggestions;
  return (
    first !== undefined && first.probability >= probability && first.probability - (second?.probability ?? 0) >= margin
  );
}
