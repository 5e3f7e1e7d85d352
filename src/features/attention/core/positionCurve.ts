/** A term's scores by distance: one entry for each i − j from −(n − 1) to n − 1. */
export interface PositionCurve {
  /** i − j: positive where the token looked at comes earlier. */
  readonly distances: readonly number[];
  readonly mean: Float64Array;
  /** Standard deviation over the pairs of tokens that are so far apart; 0 where there is one pair. */
  readonly deviation: Float64Array;
  readonly pairs: readonly number[];
}

/** Mean and spread of a matrix [n, n] along its diagonals: for c2p and p2c, a fingerprint almost without the text. */
export function positionCurve(scores: Float32Array, n: number): PositionCurve {
  const length = Math.max(0, 2 * n - 1);
  const distances = Array.from({ length }, (_, index) => index - (n - 1));
  const pairs = distances.map((distance) => n - Math.abs(distance));
  const mean = new Float64Array(length);
  const deviation = new Float64Array(length);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) mean[i - j + n - 1]! += scores[i * n + j]!;
  mean.forEach((sum, index) => (mean[index] = sum / pairs[index]!));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) deviation[i - j + n - 1]! += (scores[i * n + j]! - mean[i - j + n - 1]!) ** 2;
  deviation.forEach((sum, index) => (deviation[index] = Math.sqrt(sum / pairs[index]!)));
  return { distances, mean, deviation, pairs };
}
