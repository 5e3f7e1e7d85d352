import type { ProblemType } from '../../../protocol/predictions';
import type { ResultTable } from './exportResults';

/** As wide as a digit. */
const figureSpace = '\u2007';

/** A score as a bar and in percent, always as wide, hatched for a rough guess; a regression's value as it is. */
export function scoreBar(score: number, { problemType, method }: Pick<ResultTable, 'problemType' | 'method'>): string {
  if (problemType === 'regression') return scoreText(score, problemType);
  return `${bar(score, method === 'cloze' ? '▒' : '█')} ${scoreText(score, problemType).padStart('100.0 %'.length, figureSpace)}`;
}

/** A share from 0 to 1 as a bar of ten characters. */
function bar(share: number, block: string): string {
  const full = Math.round(10 * Math.min(1, Math.max(0, share)));
  return block.repeat(full) + '░'.repeat(10 - full);
}

/** A score in percent; a regression's value as it is. */
export function scoreText(score: number, problemType: ProblemType): string {
  return problemType === 'regression' ? score.toPrecision(4) : `${(100 * score).toFixed(1)} %`;
}
