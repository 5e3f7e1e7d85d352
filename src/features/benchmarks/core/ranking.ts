/**
 * Generalized average precision (Kishida 2005) of gold weights, at least one of them positive, in the order of a
 * ranking: the mean weight down to each relevant item, summed, over the same sum of the ideal order. 1 is the best.
 */
export function generalizedAveragePrecision(weights: readonly number[]): number {
  return cumulatedMeans(weights) / cumulatedMeans([...weights].sort((a, b) => b - a));
}

function cumulatedMeans(weights: readonly number[]): number {
  let sum = 0;
  return weights.reduce((total, weight, i) => {
    sum += weight;
    return weight > 0 ? total + sum / (i + 1) : total;
  }, 0);
}

/** Share of right items among the first `k` of a ranking; of fewer where the ranking is shorter. */
export function precisionAt(k: number, isRight: readonly boolean[]): number {
  const first = isRight.slice(0, k);
  return first.filter(Boolean).length / first.length;
}
