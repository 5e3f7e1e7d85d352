import type { PlaceKind } from '../placeKind';
import type { Mixture } from './mixWords';

/** Fitted on development text by `npm run bench:suggestions -- --fit`. */
export const mixtures: Readonly<Record<PlaceKind, Mixture>> = {
  endNext: { table: 0.5, ownWords: 0.02, doubt: 4 },
  endInWord: { table: 0.5, ownWords: 0.02, doubt: 4 },
  middleNext: { table: 0.2, ownWords: 0.02, doubt: 4 },
  middleInWord: { table: 0.2, ownWords: 0.02, doubt: 4 },
};
