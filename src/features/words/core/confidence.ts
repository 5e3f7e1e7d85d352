import type { PlaceKind } from './placeKind';
import type { WordSuggestion } from './rankWords';

/** How much is suggested; docs/suggestions.md has what each of them measures. */
export type Confidence = 'quiet' | 'balanced' | 'eager';

export const confidences: readonly Confidence[] = ['quiet', 'balanced', 'eager'];

/** Bounds from which on a word is shown. */
export interface Threshold {
  readonly probability: number;
  /**
   * Letters that a wrong suggestion costs: those that a right one saves must be worth it, p × saved ≥ (1 − p) × cost.
   */
  readonly cost: number;
}

/** Chosen on development text with `npm run bench:suggestions -- --fit`; docs/suggestions.md says for what. */
export const thresholds: Readonly<Record<Confidence, Readonly<Record<PlaceKind, Threshold>>>> = {
  quiet: {
    endNext: { probability: 0.4, cost: 0 },
    endInWord: { probability: 0.8, cost: 0 },
    middleNext: { probability: 0.45, cost: 1 },
    middleInWord: { probability: 0.7, cost: 2 },
  },
  balanced: {
    endNext: { probability: 0.2, cost: 0 },
    endInWord: { probability: 0.6, cost: 0 },
    middleNext: { probability: 0.3, cost: 1 },
    middleInWord: { probability: 0.55, cost: 2 },
  },
  eager: {
    endNext: { probability: 0.15, cost: 0 },
    endInWord: { probability: 0.45, cost: 0 },
    middleNext: { probability: 0.2, cost: 1 },
    middleInWord: { probability: 0.45, cost: 1 },
  },
};

/** Dismissals in a row that change nothing yet. */
const toleratedDismissals = 2;
const countedDismissals = 10;
/** Each further dismissal takes away this share of what the bound leaves. */
const caution = 0.15;

/** Letters of a word after which it is completed without being asked. */
const lettersBeforeSuggestion = 2;

/** Whether too little of a word is typed for a suggestion that nobody asked for. */
export function isTooShort(typed: string): boolean {
  return typed !== '' && [...typed].length < lettersBeforeSuggestion;
}

/** The bounds after a number of dismissals in a row: from the third on each makes suggestions rarer. */
export function thresholdAfter(threshold: Threshold, dismissals: number): Threshold {
  const { probability, cost } = threshold;
  const counted = Math.min(Math.max(0, dismissals - toleratedDismissals), countedDismissals);
  return counted === 0 ? threshold : { probability: 1 - (1 - probability) * (1 - caution) ** counted, cost };
}

/**
 * Whether the best of `suggestions`, in order, is sure enough to be shown where `typed` letters of the word stand on
 * the page.
 */
export function isSure(
  suggestions: readonly WordSuggestion[],
  typed: string,
  { probability, cost }: Threshold,
): boolean {
  const [first] = suggestions;
  if (first === undefined || first.probability < probability) return false;
  const saved = first.insertText.trimEnd().length - typed.length;
  return first.probability * saved >= (1 - first.probability) * cost;
}
