import type { AttentionTrace } from '../../../protocol/attentionTrace';
import { sumOf } from './quantities';

/** How far the three terms are from being all that there is. */
export interface Checksum {
  /** max |c2c + c2p + p2c − total|, where the total is the softmax's input, recovered from the probabilities as ln p plus the row's constant. */
  readonly scores: number;
  /** max |softmax(c2c + c2p + p2c) − p|. */
  readonly probabilities: number;
}

/** Below this probability float32 has lost the digits that the score would be recovered from. */
const smallestProbability = 1e-30;

/** The checksum of one head; undefined for a mean of heads, whose terms do not add up to its probabilities. Infinite where a number is none. */
export function checksum({ terms, probabilities, tokens, head }: AttentionTrace): Checksum | undefined {
  if (head === 'mean') return undefined;
  const n = tokens.length;
  const sum = sumOf(terms);
  const worst = { scores: 0, probabilities: 0 };
  for (let start = 0; start < n * n; start += n) {
    const row = sum.subarray(start, start + n);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const logSum = largest + Math.log(row.reduce((total, value) => total + Math.exp(value - largest), 0));
    for (let column = 0; column < n; column++) {
      const score = row[column]!;
      const probability = probabilities[start + column]!;
      worst.probabilities = larger(worst.probabilities, Math.exp(score - logSum) - probability);
      if (!(probability < smallestProbability))
        worst.scores = larger(worst.scores, score - (Math.log(probability) + logSum));
    }
  }
  return worst;
}

function larger(most: number, difference: number): number {
  return Number.isNaN(difference) ? Infinity : Math.max(most, Math.abs(difference));
}
