import type { PlaceKind } from '../placeKind';
import type { Mixture } from './mixWords';

/** Fitted on development text by `npm run bench:suggestions -- --fit`. */
export const mixtures: Readonly<Record<PlaceKind, Mixture>> = {
  endNext: { table: 0.4, ownWords: 0.01, doubt: 8 },
  endInWord: { table: 0.6, ownWords: 0.04, doubt: 4 },
  middleNext: { table: 0.3, ownWords: 0, doubt: 16 },
  middleInWord: { table: 0.5, ownWords: 0.08, doubt: 8 },
};
