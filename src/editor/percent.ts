/** A probability in percent, with a digit after the point; small ones are not called zero. */
export function percent(probability: number): string {
  return probability < 0.0005 ? '< 0.1 %' : `${(100 * probability).toFixed(1)} %`;
}
