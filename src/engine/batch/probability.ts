/** exp(xᵢ) / Σ exp(x), free of overflow. */
export function softmax(values: readonly number[]): number[] {
  const largest = values[argMax(values)] ?? 0;
  const exponentials = values.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Index of the largest value, the first of equal ones. A vocabulary is too long for `Math.max(...values)`. */
export function argMax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

/** ln Σ exp(xᵢ), free of overflow. */
export function logSumExp(values: Float32Array): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

/** Indices of the largest `count` values, largest first, the first of equal ones before the others. */
export function bestIndices(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (best.length === count && (count === 0 || value <= values[best[count - 1]!]!)) continue;
    let place = best.length;
    while (place > 0 && value > values[best[place - 1]!]!) place--;
    best.splice(place, 0, index);
    if (best.length > count) best.pop();
  }
  return best;
}
