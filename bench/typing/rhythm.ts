import { Random } from '../../src/base/random';

/**
 * Milliseconds of pause after which words are suggested: the longest that any rhythm asks for, so that it is the same
 * at every key.
 */
export const delay = 800;

/** Keys between two pauses for thought, and their milliseconds: longer than any answer takes, so none is missed. */
const keysBetweenPauses = 32;
const pause = 1600;
const charactersOfWord = 5;

/** Milliseconds to wait after each key, at so many words a minute: bursts of uneven keys, with pauses between them. */
export function* rhythm(wordsPerMinute: number): Generator<number, never> {
  const mean = 60_000 / (wordsPerMinute * charactersOfWord);
  const inBurst = (keysBetweenPauses * mean - pause) / (keysBetweenPauses - 1);
  const random = new Random(1);
  const spread = 0.35;
  for (let key = 1; ; key++) {
    const isPause = key % keysBetweenPauses === 0;
    yield isPause ? pause : inBurst * Math.exp(spread * random.normal() - spread ** 2 / 2);
  }
}
