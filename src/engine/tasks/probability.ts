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
