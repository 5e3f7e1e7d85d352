import type { FillContext } from './fillContext';

/** The kinds of place for a word: at the end of a text or in the middle of one, and at a space or with letters of it typed. */
export type PlaceKind = 'endNext' | 'endInWord' | 'middleNext' | 'middleInWord';

export const placeKinds: readonly PlaceKind[] = ['endNext', 'endInWord', 'middleNext', 'middleInWord'];

export function placeKindOf({ text, range, typed }: Pick<FillContext, 'text' | 'range' | 'typed'>): PlaceKind {
  const isAtEnd = text.slice(range.end).trim() === '';
  if (isAtEnd) return typed === '' ? 'endNext' : 'endInWord';
  return typed === '' ? 'middleNext' : 'middleInWord';
}
