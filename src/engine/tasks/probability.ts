/** exp(xᵢ) / Σ exp(x), free of overflow. */
export function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
