import type { TextScores } from '../../../protocol/predictions';
import type { DocumentUnit } from '../../../prose/documentUnits';
import { FileStore, type FileName } from '../../../results/fileStore';
import type { ResultTable } from './exportResults';
import { LabelCounts } from './labelCounts';

/** A part of a document with its scores. */
export interface ClassifiedText extends DocumentUnit {
  readonly scores: readonly number[];
  /** Whether only its beginning was read. */
  readonly truncated: boolean;
}

/** The results of one run, as they come. Those that find no room count in the distribution only. */
export class ResultStore extends FileStore<ClassifiedText> {
  #table: ResultTable | undefined;
  #counts: LabelCounts | undefined;

  constructor(budget?: number) {
    super(bytesOf, budget);
  }

  /** What all results have in common; undefined before the first. */
  get table(): ResultTable | undefined {
    return this.#table;
  }

  /** How often each label holds, dropped results included. */
  get counts(): LabelCounts | undefined {
    return this.#counts;
  }

  override clear(): void {
    super.clear();
    this.#table = this.#counts = undefined;
  }

  /** Takes a result in. All of a run have the same table. */
  add(table: ResultTable, file: FileName, unit: DocumentUnit, scores: TextScores): void {
    this.#table ??= table;
    this.#counts ??= new LabelCounts(table.labels, table.problemType, table.threshold);
    this.#counts.add(scores.scores);
    this.put(file, classifiedText(unit, scores));
  }

  override replace(uri: string, texts: readonly ClassifiedText[]): void {
    const before = this.file(uri);
    if (before === undefined) return;
    for (const { scores } of before.texts) this.#counts?.remove(scores);
    for (const { scores } of texts) this.#counts?.add(scores);
    super.replace(uri, texts);
  }
}

export function classifiedText(
  { text, start, end, line }: DocumentUnit,
  { scores, truncated }: Pick<ClassifiedText, 'scores' | 'truncated'>,
): ClassifiedText {
  return { text, start, end, line, scores, truncated };
}

/** Two bytes a character, eight a score, and its objects. */
function bytesOf({ text, scores }: ClassifiedText): number {
  return 2 * text.length + 8 * scores.length + 150;
}
