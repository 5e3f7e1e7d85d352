import type { Explanation, LayerGuesses, WordContribution } from '../../../protocol/explanations';

/** How the contributions add up. */
export interface Completeness {
  /** What the answer gains from the baseline to the text: the sum and the residual. */
  readonly change: number;
  readonly sum: number;
  readonly residual: number;
  /** Of the change; undefined where nothing changes. */
  readonly residualShare?: number;
}

export function completenessOf({ value, baselineValue, words, residual }: Explanation): Completeness {
  const change = value - baselineValue;
  const sum = words.reduce((total, { contribution }) => total + contribution, 0);
  return { change, sum, residual, ...(change === 0 ? undefined : { residualShare: Math.abs(residual / change) }) };
}

/** Indices of the words, the largest contribution first, whatever its sign. */
export function bySize(words: readonly WordContribution[]): number[] {
  const sizeOf = (index: number) => Math.abs(words[index]!.contribution);
  return [...words.keys()].sort((a, b) => sizeOf(b) - sizeOf(a));
}

/** The largest contribution, whatever its sign. */
export function largestContribution(words: readonly WordContribution[]): number {
  return words.reduce((most, { contribution }) => Math.max(most, Math.abs(contribution)), 0);
}

/** The probability of log-odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The step from which on the final answer is the first guess; undefined if it isn't even in the last one. */
export function stepOfWinner({ answer, steps }: LayerGuesses): number | undefined {
  const isFirst = ({ guesses: [first] }: LayerGuesses['steps'][number]) => first?.answer === answer;
  const behind = steps.findLastIndex((step) => !isFirst(step));
  return behind + 1 < steps.length ? behind + 1 : undefined;
}
