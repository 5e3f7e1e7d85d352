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

/** A change of a probability in percentage points, with its sign. */
export function changeText(value: number): string {
  const points = (100 * value).toFixed(1).replace('-', '−');
  return points === '−0.0' || points === '0.0' ? '0.0' : `${value > 0 ? '+' : ''}${points}`;
}

/** How a number is written: a score, a probability, or a change of one in percentage points. */
export type NumberUnit = 'score' | 'probability' | 'change';

/** A number with its unit's digits. */
export function valueText(value: number, unit: NumberUnit): string {
  if (unit === 'score') return scoreText(value);
  return unit === 'probability' ? probabilityText(value) : changeText(value);
}

/** A score with its sign, also where it is positive. */
export function signedText(value: number): string {
  const text = scoreText(value);
  return value > 0 && text !== '0.000' ? `+${text}` : text;
}
