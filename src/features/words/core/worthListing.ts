import { isFunctionWord } from './functionWords';

/** The share of the best word's probability from which on another is worth listing; the first few always are. */
const minShare = 0.02;
const first = 3;
/** The probability from which on a word of grammar is: the model offers such words everywhere. */
export const minFunctionWord = 0.05;

/** What is worth listing of words with their probabilities, best first. */
export function worthListing<T extends { readonly probability: number }>(
  words: readonly T[],
  textOf: (word: T) => string,
): T[] {
  const best = words[0]?.probability ?? 0;
  return words
    .filter((one) => one.probability >= minFunctionWord || !isFunctionWord(textOf(one).trim()))
    .filter(({ probability }, i) => i < first || probability >= best * minShare);
}
