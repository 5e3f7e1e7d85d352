import type { FillContext } from './fillContext';

/**
 * The kinds of place for a word: at the end of a text or in the middle of one, and at a space or with letters of it
 * typed.
 */
export type PlaceKind = 'endNext' | 'endInWord' | 'middleNext' | 'middleInWord';

export const placeKinds: readonly PlaceKind[] = ['endNext', 'endInWord', 'middleNext', 'middleInWord'];

export function placeKindOf(context: Pick<FillContext, 'text' | 'range' | 'typed'>): PlaceKind {
  if (isAtEnd(context)) return context.typed === '' ? 'endNext' : 'endInWord';
  return context.typed === '' ? 'middleNext' : 'middleInWord';
}

/** Whether nothing follows the place: the model has the text before it only. */
export function isAtEnd({ text, range }: Pick<FillContext, 'text' | 'range'>): boolean {
  return text.slice(range.end).trim() === '';
}
