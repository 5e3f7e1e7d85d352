import type { Scoring } from '../../../protocol/predictions';
import { noneOfThese, verdict } from './verdict';

/** How often one label held, and in which share of the texts. */
export interface LabelCount {
  readonly label: string;
  readonly count: number;
  readonly share: number;
}

/** Counts verdicts as texts come; of a regression it takes the mean. Memory does not grow with the texts. */
export class LabelCounts {
  readonly #counts = new Map<string, number>();
  readonly #sums: number[] = [];
  #texts = 0;

  constructor(
    private readonly labels: readonly string[],
    private readonly scoring: Scoring,
    private readonly threshold: number,
  ) {}

  get texts(): number {
    return this.#texts;
  }

  add(scores: readonly number[], times = 1): void {
    this.#texts += times;
    scores.forEach((score, label) => (this.#sums[label] = (this.#sums[label] ?? 0) + times * score));
    for (const label of verdict(this.labels, scores, this.scoring, this.threshold)) {
      this.#counts.set(label, (this.#counts.get(label) ?? 0) + times);
    }
  }

  /** Takes a text's scores out again, e.g. when it was changed. */
  remove(scores: readonly number[]): void {
    this.add(scores, -1);
  }

  /** All labels in their order, then "none of these" where there is such a text. */
  distribution(): LabelCount[] {
    const count = (label: string) => this.#counts.get(label) ?? 0;
    const names = count(noneOfThese) > 0 ? [...this.labels, noneOfThese] : this.labels;
    return names.map((label) => ({
      label,
      count: count(label),
      share: this.#texts > 0 ? count(label) / this.#texts : 0,
    }));
  }

  /** The mean score of each label. */
  means(): number[] {
    return this.labels.map((_, label) => (this.#texts > 0 ? (this.#sums[label] ?? 0) / this.#texts : 0));
  }
}
