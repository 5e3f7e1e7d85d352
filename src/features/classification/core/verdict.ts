import type { ProblemType } from '../../../protocol/predictions';

/** What stands in a label's place where no label passes the threshold. */
export const noneOfThese = 'none of these';

/** Independent labels hold from here on where no threshold is given: likelier than not. */
const evenChance = 0.5;

/** The labels' indices, best first; equal ones in the order of the labels. */
export function ranked(scores: readonly number[]): number[] {
  return scores.map((_, label) => label).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/**
 * The labels that hold, by index, best first: of labels that exclude each other the best one if it reaches `threshold`;
 * of independent ones all that reach it, or one half where it is 0; a regression's values all. Empty: none of these.
 */
export function passing(scores: readonly number[], problemType: ProblemType, threshold: number): number[] {
  const order = ranked(scores);
  if (problemType === 'regression') return order.sort((a, b) => a - b);
  if (problemType === 'single_label_classification')
    return order.slice(0, 1).filter((label) => scores[label]! >= threshold);
  const least = threshold > 0 ? threshold : evenChance;
  return order.filter((label) => scores[label]! >= least);
}

/** The labels that hold, by name, or `none of these`. */
export function verdict(
  labels: readonly string[],
  scores: readonly number[],
  problemType: ProblemType,
  threshold: number,
): readonly string[] {
  const held = passing(scores, problemType, threshold).map((label) => labels[label]!);
  return held.length > 0 ? held : [noneOfThese];
}

/** How sure a text's answer is: its best score. For "none of these" too, which so comes last among the sure ones. */
export function confidence(scores: readonly number[]): number {
  return scores.reduce((best, score) => Math.max(best, score), -Infinity);
}
