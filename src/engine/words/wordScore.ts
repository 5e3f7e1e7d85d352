/**
 * Logarithm of how much rarer words of 1, 2 and 3 pieces are than words of one piece: each count of masks is a question
 * of its own, which does not know how likely the answer is to have that many pieces.
 */
const logLengthPriors: readonly number[] = [0, Math.log(0.1), Math.log(0.03)];
/** Share of the length by which the sum over the pieces is divided: 0 the sum, 1 the mean. */
const normalization = 0;

/** The log-probability of a word from those of its pieces, each in view of the ones before it (docs/math.md, "Whole words"). */
export function wordLogProbability(pieces: readonly number[]): number {
  const sum = pieces.reduce((total, value) => total + value, 0);
  return (logLengthPriors[pieces.length - 1] ?? logLengthPriors.at(-1)!) + sum / pieces.length ** normalization;
}
