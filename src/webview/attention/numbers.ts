/** A score with three decimals and a real minus sign, so that columns of them line up. */
export function scoreText(value: number): string {
  return value
    .toFixed(3)
    .replace('-', '−')
    .replace(/^−(0\.000)$/, '$1');
}

/** A probability in percent, with enough digits to tell small ones from zero. */
export function probabilityText(value: number): string {
  const percent = 100 * value;
  return `${percent === 0 || percent >= 0.1 ? percent.toFixed(1) : percent.toPrecision(1)} %`;
}
