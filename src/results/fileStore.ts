import type { DocumentUnit } from '../prose/documentUnits';

/** A document. */
export interface FileName {
  /** Its address, which also identifies untitled and virtual documents. */
  readonly uri: string;
  readonly name: string;
}

/** A document with those of its parts that have results, in their order. */
export interface FileResults<T> extends FileName {
  readonly texts: readonly T[];
}

/** A file without results, and why. */
export interface SkippedFile {
  readonly name: string;
  readonly why: string;
}

/** A change of a document: `length` characters in place of those between the offsets, and the lines it adds. */
export interface ResultEdit {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly lines: number;
}

interface Entry<T> extends FileName {
  texts: T[];
  sorted: boolean;
}

/** Estimated bytes that results may take; later ones are not kept. */
const defaultBudget = 64 << 20;

/** The results of one run by file, as they come. Memory is bounded. */
export class FileStore<T extends DocumentUnit> {
  readonly #files = new Map<string, Entry<T>>();
  #bytes = 0;
  #dropped = 0;
  #skipped: SkippedFile[] = [];

  constructor(
    /** About what a result takes in memory, in bytes. */
    private readonly sizeOf: (text: T) => number,
    private readonly budget = defaultBudget,
  ) {}

  /** Results that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Files that could not be read or are not text. */
  get skipped(): readonly SkippedFile[] {
    return this.#skipped;
  }

  /** Files with results, in the order in which they began. */
  get files(): readonly FileResults<T>[] {
    return [...this.#files.values()].filter(({ texts }) => texts.length > 0).map(sorted);
  }

  file(uri: string): FileResults<T> | undefined {
    const entry = this.#files.get(uri);
    return entry && sorted(entry);
  }

  clear(): void {
    this.#files.clear();
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

  /** Keeps a result if there is room. */
  put(file: FileName, text: T): void {
    const bytes = this.sizeOf(text);
    if (this.#bytes + bytes > this.budget) {
      this.#dropped++;
      return;
    }
    this.#bytes += bytes;
    const entry = this.#entry(file);
    entry.texts.push(text);
    entry.sorted = false;
  }

  /** Moves a file's results with edits of its text, whose offsets all are of the text before. */
  move(uri: string, edits: readonly ResultEdit[]): void {
    const entry = this.#files.get(uri);
    if (entry !== undefined) entry.texts = shiftResults(entry.texts, edits);
  }

  /** Puts other results into the place of a file's. */
  replace(uri: string, texts: readonly T[]): void {
    const entry = this.#files.get(uri);
    if (entry === undefined) return;
    for (const text of entry.texts) this.#bytes -= this.sizeOf(text);
    for (const text of texts) this.#bytes += this.sizeOf(text);
    entry.texts = [...texts];
    entry.sorted = false;
  }

  #entry({ uri, name }: FileName): Entry<T> {
    const entry = this.#files.get(uri) ?? { uri, name, texts: [], sorted: true };
    this.#files.set(uri, entry);
    return entry;
  }
}

function sorted<T extends DocumentUnit>(entry: Entry<T>): FileResults<T> {
  if (!entry.sorted) entry.texts.sort((a, b) => a.start - b.start);
  entry.sorted = true;
  return entry;
}

/** Results moved by edits, whose offsets are all of the text before. Of what an edit reaches into, the rest is left. */
export function shiftResults<T extends DocumentUnit>(texts: readonly T[], edits: readonly ResultEdit[]): T[] {
  const first = edits.reduce((least, { start }) => Math.min(least, start), Infinity);
  return texts.map((text) => {
    if (text.end <= first) return text;
    let { start, end, line } = text;
    for (const edit of edits) {
      const growth = edit.length - (edit.end - edit.start);
      if (edit.end <= text.start) {
        start += growth;
        end += growth;
        line += edit.lines;
      } else if (edit.start < text.end) {
        // What is replaced stays where it is, as far as the new text goes.
        const within = (offset: number) => Math.min(offset, edit.start + edit.length) - offset;
        start += within(text.start);
        end += edit.end <= text.end ? growth : within(text.end);
        if (within(text.start) < 0) line += edit.lines;
      }
    }
    return { ...text, start, end: Math.max(start, end), line };
  });
}
