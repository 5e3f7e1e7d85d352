import type { TextScores } from '../../../protocol/predictions';
import type { DocumentUnit } from '../../../prose/documentUnits';
import type { ResultTable } from './exportResults';
import { LabelCounts } from './labelCounts';

/** A part of a document with its scores. */
export interface ClassifiedText extends DocumentUnit {
  readonly scores: readonly number[];
  /** Whether only its beginning was read. */
  readonly truncated: boolean;
}

/** A document. */
export interface FileName {
  /** Its address, which also identifies untitled and virtual documents. */
  readonly uri: string;
  readonly name: string;
}

/** A document with its classified parts, in their order. */
export interface FileResults extends FileName {
  readonly texts: readonly ClassifiedText[];
}

/** A file without results, and why. */
export interface SkippedFile {
  readonly name: string;
  readonly why: string;
}

interface Entry extends FileName {
  texts: ClassifiedText[];
  sorted: boolean;
}

/** Estimated bytes that results may take; later ones are counted, but not kept. */
const defaultBudget = 64 << 20;

/** The results of one run, as they come. Memory is bounded: beyond the budget, they count in the distribution only. */
export class ResultStore {
  readonly #files = new Map<string, Entry>();
  #table: ResultTable | undefined;
  #counts: LabelCounts | undefined;
  #bytes = 0;
  #dropped = 0;
  #skipped: SkippedFile[] = [];

  constructor(private readonly budget = defaultBudget) {}

  /** What all results have in common; undefined before the first. */
  get table(): ResultTable | undefined {
    return this.#table;
  }

  /** How often each label holds, dropped results included. */
  get counts(): LabelCounts | undefined {
    return this.#counts;
  }

  /** Results that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Files that could not be read or are not text. */
  get skipped(): readonly SkippedFile[] {
    return this.#skipped;
  }

  /** Files with results, in the order in which they began. */
  get files(): readonly FileResults[] {
    return [...this.#files.values()].filter(({ texts }) => texts.length > 0).map(sorted);
  }

  file(uri: string): FileResults | undefined {
    const entry = this.#files.get(uri);
    return entry && sorted(entry);
  }

  clear(): void {
    this.#files.clear();
    this.#table = this.#counts = undefined;
    this.#bytes = this.#dropped = 0;
    this.#skipped = [];
  }

  skip(file: SkippedFile): void {
    this.#skipped.push(file);
  }

  /** Gives a file its place after those before, whenever its results come. */
  begin(file: FileName): void {
    this.#entry(file);
  }

  /** Takes a result in. All of a run have the same table. */
  add(table: ResultTable, file: FileName, unit: DocumentUnit, scores: TextScores): void {
    this.#table ??= table;
    this.#counts ??= new LabelCounts(table.labels, table.problemType, table.threshold);
    this.#counts.add(scores.scores);
    const { text, start, end, line } = unit;
    const bytes = size(text, scores.scores);
    if (this.#bytes + bytes > this.budget) {
      this.#dropped++;
      return;
    }
    this.#bytes += bytes;
    const entry = this.#entry(file);
    entry.texts.push({ text, start, end, line, scores: scores.scores, truncated: scores.truncated });
    entry.sorted = false;
  }

  /** Moves a file's results with edits of its text, whose offsets all are of the text before. */
  move(uri: string, edits: readonly ResultEdit[]): void {
    const entry = this.#files.get(uri);
    if (entry !== undefined) entry.texts = shiftResults(entry.texts, edits);
  }

  /** Puts other results into the place of a file's. */
  replace(uri: string, texts: readonly ClassifiedText[]): void {
    const entry = this.#files.get(uri);
    if (entry === undefined) return;
    for (const { text, scores } of entry.texts) {
      this.#bytes -= size(text, scores);
      this.#counts?.remove(scores);
    }
    for (const { text, scores } of texts) {
      this.#bytes += size(text, scores);
      this.#counts?.add(scores);
    }
    entry.texts = [...texts];
    entry.sorted = false;
  }

  #entry({ uri, name }: FileName): Entry {
    const entry = this.#files.get(uri) ?? { uri, name, texts: [], sorted: true };
    this.#files.set(uri, entry);
    return entry;
  }
}

function sorted(entry: Entry): FileResults {
  if (!entry.sorted) entry.texts.sort((a, b) => a.start - b.start);
  entry.sorted = true;
  return entry;
}

/** About what a result takes in memory: two bytes a character, eight a score, and its objects. */
function size(text: string, scores: readonly number[]): number {
  return 2 * text.length + 8 * scores.length + 150;
}

/** A change of a document: `length` characters in place of those between the offsets, and the lines it adds. */
interface ResultEdit {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly lines: number;
}

/** Results moved by edits, whose offsets are all of the text before; one that an edit reaches into ends there. */
export function shiftResults<T extends DocumentUnit>(texts: readonly T[], edits: readonly ResultEdit[]): T[] {
  const first = edits.reduce((least, { start }) => Math.min(least, start), Infinity);
  return texts.map((text) => {
    if (text.end <= first) return text;
    let { start, end, line } = text;
    for (const edit of edits) {
      const longer = edit.length - (edit.end - edit.start);
      if (edit.end <= text.start) {
        start += longer;
        end += longer;
        line += edit.lines;
      } else if (edit.start < text.end) {
        end += longer;
      }
    }
    return { ...text, start, end: Math.max(start, end), line };
  });
}
