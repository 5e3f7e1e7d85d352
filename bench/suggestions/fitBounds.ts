import type { Confidence, Threshold } from '../../src/features/words/core/confidence';
import { placeKinds, type PlaceKind } from '../../src/features/words/core/placeKind';
import { kindNames } from './kinds';
import { outcome, type TypedWord } from './simulate';

/**
 * The share of what is shown that shall be right, over all and for each kind of text, and the share of the spaces at
 * the end of a text behind which a word shall be shown.
 */
const aims: Readonly<Record<Confidence, { readonly all: number; readonly kind: number; readonly shown: number }>> = {
  quiet: { all: 0.78, kind: 0.66, shown: 0.05 },
  balanced: { all: 0.67, kind: 0.57, shown: 0.21 },
  eager: { all: 0.57, kind: 0.47, shown: 0.35 },
};
const probabilities = [0.1, 0.12, 0.15, 0.18, 0.2, 0.22, ...Array.from({ length: 14 }, (_, i) => 0.25 + i * 0.05)];
const costs = [0, 1, 2, 4, 8];
const rounds = 4;
/** Keystrokes that a whole of an aim's shares is worth. */
const penalty = 100_000;

type Bounds = Record<PlaceKind, Threshold>;

/** Chooses the bounds that save the most keystrokes while the aims are met, one kind of place after the other. */
export function fitBounds(words: readonly TypedWord[]): void {
  for (const [confidence, aim] of Object.entries(aims)) {
    const misses = (bounds: Bounds) => missed(words, bounds, aim);
    const worth = (bounds: Bounds) => outcome(words, bounds).saved - penalty * misses(bounds);
    let bounds = Object.fromEntries(placeKinds.map((place) => [place, { probability: 0.5, cost: 0 }])) as Bounds;
    for (let round = 0; round < rounds; round++) {
      for (const place of placeKinds) {
        const tried = probabilities.flatMap((probability) =>
          costs.map((cost) => ({ ...bounds, [place]: { probability, cost } })),
        );
        bounds = tried.reduce((a, b) => (worth(b) > worth(a) ? b : a));
      }
    }
    console.log(confidence, JSON.stringify(bounds), misses(bounds) > 0 ? `misses aims by ${misses(bounds)}` : '');
  }
}

/** By how much the aims are missed, all together. */
function missed(words: readonly TypedWord[], bounds: Bounds, aim: (typeof aims)[Confidence]): number {
  const right = (some: readonly TypedWord[]) => {
    const { shown, right } = outcome(some, bounds);
    return shown === 0 ? 1 : right / shown;
  };
  const { shown, carets } = outcome(words, bounds, 'endNext');
  const missing = [
    aim.all - right(words),
    aim.shown - shown / carets,
    ...kindNames.map((kind) => aim.kind - right(words.filter((word) => word.kind === kind))),
  ];
  return missing.reduce((sum, one) => sum + Math.max(0, one), 0);
}
