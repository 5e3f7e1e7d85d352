/**
 * Suggestions on the screen: one of `texts`, at first the first, replaces what is typed from an offset on, and `rest`
 * characters after the cursor.
 */
export interface Offer {
  readonly start: number;
  readonly texts: readonly string[];
  readonly rest: number;
}

/**
 * What became of suggestions when an edit left `written` in their place: `accepted` and `partlyAccepted` (word by
 * word), `open` where they still fit, `finished` by hand and typed on, `typedOver` by something else.
 */
export type OfferOutcome = 'accepted' | 'partlyAccepted' | 'open' | 'finished' | 'typedOver';

export function outcomeOf(texts: readonly string[], written: string, isTyped: boolean): OfferOutcome {
  if (!isTyped && texts.some((text) => text.trimEnd() === written.trimEnd())) return 'accepted';
  if (!isTyped && texts.some((text) => text.startsWith(written))) return 'partlyAccepted';
  if (texts.some((text) => startsWith(text, written))) return 'open';
  return texts.some((text) => written.startsWith(text.trimEnd())) ? 'finished' : 'typedOver';
}

/** The suggestions that go on from what is written in their place, as it is written. */
export function continued(texts: readonly string[], written: string): string[] {
  return texts
    .filter((text) => startsWith(text, written) && text.trimEnd().length > written.length)
    .map((text) => written + text.slice(written.length));
}

function startsWith(text: string, written: string): boolean {
  return text.toLowerCase().startsWith(written.toLowerCase());
}
