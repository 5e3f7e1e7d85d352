import type { DocumentUnit } from '../../../prose/documentUnits';
import { FileStore, type FileName } from '../../../results/fileStore';
import type { SourceCheck } from './checkUnits';
import type { SourcePassage } from './sourceIndex';
import { defaultThresholds, judge, verdicts, type Judgment, type Thresholds, type Verdict } from './verdict';

/** A sentence of a document with what the source says of it. */
export interface CheckedText extends DocumentUnit, SourceCheck<SourcePassage> {}

export function checkedText(
  { text, start, end, line }: DocumentUnit,
  { supported, contradicted }: SourceCheck<SourcePassage>,
): CheckedText {
  return { text, start, end, line, supported, contradicted };
}

/** The results of one run, and how many sentences have each verdict, those without room included. */
export class CheckStore extends FileStore<CheckedText> {
  #thresholds = defaultThresholds;
  readonly #counts = new Map<Verdict, number>();

  constructor(budget?: number) {
    // Passages are in memory already.
    super(({ text }) => 2 * text.length + 250, budget);
  }

  get thresholds(): Thresholds {
    return this.#thresholds;
  }

  get total(): number {
    return verdicts.reduce((sum, verdict) => sum + this.count(verdict), 0);
  }

  count(verdict: Verdict): number {
    return this.#counts.get(verdict) ?? 0;
  }

  judge(text: CheckedText): Judgment<SourcePassage> {
    return judge(text, this.#thresholds);
  }

  /** Forgets all results; those that come are judged by these thresholds. */
  judgeBy(thresholds: Thresholds): void {
    this.clear();
    this.#thresholds = thresholds;
  }

  override clear(): void {
    super.clear();
    this.#counts.clear();
  }

  override put(file: FileName, text: CheckedText): void {
    super.put(file, text);
    this.#add(text, 1);
  }

  override replace(uri: string, texts: readonly CheckedText[]): void {
    for (const text of this.file(uri)?.texts ?? []) this.#add(text, -1);
    super.replace(uri, texts);
    for (const text of this.file(uri)?.texts ?? []) this.#add(text, 1);
  }

  #add(text: CheckedText, count: number): void {
    const { verdict } = this.judge(text);
    this.#counts.set(verdict, this.count(verdict) + count);
  }
}
