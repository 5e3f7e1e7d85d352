import type { Scoring } from '../../protocol/predictions';

/** A share from 0 to 1 as a bar of ten characters. */
export function bar(share: number): string {
  const full = Math.round(10 * Math.min(1, Math.max(0, share)));
  return '█'.repeat(full) + '░'.repeat(10 - full);
}

/** A score in percent; a regression's value as it is. */
export function scoreText(score: number, scoring: Scoring): string {
  return scoring === 'regression' ? score.toPrecision(4) : `${(100 * score).toFixed(1)} %`;
}
