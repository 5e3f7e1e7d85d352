import type { Confidence, Threshold } from '../../src/features/words/core/confidence';
import { placeKinds, type PlaceKind } from '../../src/features/words/core/placeKind';
import { kindNames } from './kinds';
import { outcome, type TypedWord } from './simulate';

/**
 * The share of what is shown that shall be right: at least, over all, for each kind of text, and at each kind of place.
 */
const aims: Readonly<Record<Confidence, { readonly all: number; readonly kind: number; readonly place: number }>> = {
  quiet: { all: 0.76, kind: 0.66, place: 0.66 },
  balanced: { all: 0.66, kind: 0.56, place: 0.56 },
  eager: { all: 0.54, kind: 0.45, place: 0.45 },
};
const probabilities = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];
const costs = [0, 1, 2, 4, 6, 8, 12];
const refinements = 3;

type Bounds = Record<PlaceKind, Threshold>;

/** Chooses the bounds that save the most keystrokes while the aims are met, one kind of place after the other. */
export function fitBounds(words: readonly TypedWord[]): void {
  for (const [confidence, aim] of Object.entries(aims)) {
    let bounds = Object.fromEntries(placeKinds.map((place) => [place, { probability: 0.85, cost: 12 }])) as Bounds;
    for (let round = 0; round < refinements; round++) {
      for (const place of placeKinds) {
        const tried = probabilities.flatMap((probability) =>
          costs.map((cost) => ({ ...bounds, [place]: { probability, cost } })),
        );
        const fitting = tried.filter((one) => meets(words, one, aim));
        const saved = (one: Bounds) => outcome(words, one).saved;
        bounds = fitting.length === 0 ? bounds : fitting.reduce((a, b) => (saved(b) > saved(a) ? b : a));
      }
    }
    console.log(confidence, JSON.stringify(bounds, undefined, 2));
  }
}

function meets(words: readonly TypedWord[], bounds: Bounds, aim: (typeof aims)[Confidence]): boolean {
  const rightOf = (some: readonly TypedWord[], only?: PlaceKind) => {
    const { shown, right } = outcome(some, bounds, only);
    return shown === 0 ? 1 : right / shown;
  };
  if (rightOf(words) < aim.all) return false;
  if (!placeKinds.every((place) => rightOf(words, place) >= aim.place)) return false;
  return kindNames.every((kind) => rightOf(words.filter((word) => word.kind === kind)) >= aim.kind);
}
