import type { ProblemType } from '../../../protocol/predictions';
import { noneOfThese, passing } from './verdict';

/** How often one label held, and in which share of the texts. */
export interface LabelCount {
  readonly label: string;
  readonly count: number;
  readonly share: number;
}

/** Counts verdicts as texts come; of a regression it takes the mean. Memory does not grow with the texts. */
export class LabelCounts {
  readonly #counts: number[];
  #none = 0;
  readonly #sums: number[] = [];
  #texts = 0;

  constructor(
    private readonly labels: readonly string[],
    private readonly problemType: ProblemType,
    private readonly threshold: number,
  ) {
    this.#counts = labels.map(() => 0);
  }

  get texts(): number {
    return this.#texts;
  }

  add(scores: readonly number[], times = 1): void {
    this.#texts += times;
    scores.forEach((score, label) => (this.#sums[label] = (this.#sums[label] ?? 0) + times * score));
    const held = passing(scores, this.problemType, this.threshold);
    for (const label of held) this.#counts[label]! += times;
    if (held.length === 0) this.#none += times;
  }

  /** Takes a text's scores out again, e.g. when it was changed. */
  remove(scores: readonly number[]): void {
    this.add(scores, -1);
  }

  /** All labels in their order, then "none of these" where there is such a text. */
  distribution(): LabelCount[] {
    const share = (count: number) => (this.#texts > 0 ? count / this.#texts : 0);
    const counts = this.labels.map((label, i) => ({ label, count: this.#counts[i]!, share: share(this.#counts[i]!) }));
    if (this.#none === 0) return counts;
    return [...counts, { label: noneOfThese, count: this.#none, share: share(this.#none) }];
  }

  /** The mean score of each label. */
  means(): number[] {
    return this.labels.map((_, label) => (this.#texts > 0 ? (this.#sums[label] ?? 0) / this.#texts : 0));
  }
}
