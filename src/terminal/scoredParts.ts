import { print, printJson } from './terminal';
import { placeOf } from './textUnits';

/** A part of a file with a score. Offsets count UTF-16 units in the file as it is. */
export interface ScoredPart {
  /** Empty for a text of the command line or of standard input. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
}

/** The best `count` of two lists, best first. */
export function bestParts(
  best: readonly ScoredPart[],
  more: readonly ScoredPart[],
  count: number,
): readonly ScoredPart[] {
  return [...best, ...more].sort((a, b) => b.score - a.score).slice(0, count);
}

export const partFormats = ['text', 'json'] as const;

export function printPart(format: (typeof partFormats)[number], part: ScoredPart): void {
  if (format === 'json') printJson(part);
  else print(`${part.score.toFixed(3)}  ${placeOf(part)}${part.text}`);
}
