import { plain, type PlainText } from '../../../base/plainText';

/** How many suggestions there were, and what became of them; kept on this machine only. */
export interface SuggestionCounts {
  readonly shown: number;
  readonly accepted: number;
  readonly dismissed: number;
  /** Day of the first one, as YYYY-MM-DD; empty before. */
  readonly since: string;
}

export const noCounts: SuggestionCounts = { shown: 0, accepted: 0, dismissed: 0, since: '' };

/** Parses stored counts; falls back to zeros if they are malformed. */
export function countsOf(stored: unknown): SuggestionCounts {
  if (typeof stored !== 'object' || stored === null) return noCounts;
  const { shown, accepted, dismissed, since } = stored as Record<string, unknown>;
  const count = (value: unknown) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0);
  return {
    shown: count(shown),
    accepted: count(accepted),
    dismissed: count(dismissed),
    since: typeof since === 'string' ? since : '',
  };
}

export function countsText({ shown, accepted, dismissed, since }: SuggestionCounts): PlainText {
  if (shown === 0) return plain`No suggestion has been counted yet.`;
  const share = Math.round((100 * accepted) / shown);
  return plain`Since ${since}: ${shown} suggestions shown, ${accepted} accepted (${share} %), ${dismissed} dismissed. The counts are kept on this machine only.`;
}
