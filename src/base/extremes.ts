/** The largest of any number of values, -Infinity for none; `Math.max(...values)` overflows from some 120,000 on. */
export function maxOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

/** The smallest of any number of values, Infinity for none. */
export function minOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
