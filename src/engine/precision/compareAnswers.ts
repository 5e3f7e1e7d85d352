import type { PrecisionComparison } from '../../protocol/engineApi';
import { argMax } from '../batch/probability';

/** Values agree that differ by at most this share of their standard deviation over the prompts. */
const valueTolerance = 0.1;

/** Answers to the same questions in fp32 and in another precision. */
type AnswerPairs = readonly (readonly [wanted: readonly number[], got: readonly number[]])[];

/** Of probabilities: whether the first is the same, and how far they are apart. */
export function compareDistributions(pairs: AnswerPairs): PrecisionComparison {
  const answers = pairs.length;
  const agreeing = pairs.filter(([p, q]) => argMax(p) === argMax(q)).length;
  const divergence = pairs.reduce((sum, [p, q]) => sum + klDivergence(p, q), 0);
  return { answers, agreement: agreeing / answers, meanDivergence: divergence / answers };
}

/** Of rows of values, one a prompt: each output by itself, in terms of how much it varies over the prompts. */
export function compareValues(pairs: AnswerPairs): PrecisionComparison {
  const outputs = pairs[0]?.[0].map((_, output) => output) ?? [];
  const differences = outputs.flatMap((output) => {
    const deviation = standardDeviation(pairs.map(([wanted]) => wanted[output]!));
    return pairs.map(([wanted, got]) => {
      const difference = Math.abs(got[output]! - wanted[output]!);
      // Where nothing varies, nothing but the same value will do.
      return deviation > 0 ? difference / deviation : Math.sign(difference);
    });
  });
  const answers = differences.length;
  const agreement = differences.filter((difference) => difference <= valueTolerance).length / answers;
  return { answers, agreement, meanDifference: differences.reduce((a, b) => a + b, 0) / answers };
}

function standardDeviation(numbers: readonly number[]): number {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
}

/** Σ p · ln(p / q), in nats. */
function klDivergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, i) => (value > 0 ? sum + value * Math.log(value / Math.max(q[i]!, 1e-30)) : sum), 0);
}
