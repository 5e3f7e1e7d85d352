import type { TextRange } from '../../protocol/text';
import type { ProseBlock, ProsePiece } from '../proseBlock';
import { ProseDocument } from '../proseDocument';
import type { ProseLanguage } from '../proseLanguage';
import { markdownCells, type StringRun } from './notebookCells';

/** The Markdown cells of a notebook's file. It is one chunk: nobody writes in it. */
export function notebookLanguage(markdown: ProseLanguage): ProseLanguage {
  return {
    initialState: '',
    chunkEnd: (text) => ({ end: text.length, state: '', hasProse: true }),
    blocksOf: (json) =>
      markdownCells(json).flatMap((runs) => {
        const cell = new Cell(runs);
        return new ProseDocument(markdown, cell.text).blocks().map((block) => cell.inFile(block));
      }),
    literal: (insertion) => JSON.stringify(markdown.literal(insertion)).slice(1, -1),
  };
}

/** A cell's text, and where it stands in the file. */
class Cell {
  readonly text: string;
  readonly #starts: number[] = [];

  constructor(private readonly runs: readonly StringRun[]) {
    let at = 0;
    for (const { text } of runs) {
      this.#starts.push(at);
      at += text.length;
    }
    this.text = runs.map(({ text }) => text).join('');
  }

  inFile(block: ProseBlock): ProseBlock {
    return {
      kind: block.kind,
      range: this.#sourceOf(block.range),
      text: block.text,
      pieces: block.pieces.flatMap((piece) => this.#piecesOf(piece)),
      get sentences() {
        return block.sentences;
      },
    };
  }

  /** A piece in the file; one that is verbatim in the cell is decoded there where it has escapes. */
  #piecesOf({ kind, text, source }: ProsePiece): ProsePiece[] {
    if (kind !== 'verbatim') return [{ kind, text, source: this.#sourceOf(source) }];
    const pieces: ProsePiece[] = [];
    for (let at = source.start; at < source.end;) {
      const run = this.#runAt(at);
      const end = Math.min(source.end, this.#starts[run + 1] ?? Infinity);
      const part = { start: text.start + at - source.start, end: text.start + end - source.start };
      pieces.push({
        kind: this.#isVerbatim(run) ? 'verbatim' : 'decoded',
        text: part,
        source: this.#sourceOf({ start: at, end }),
      });
      at = end;
    }
    return pieces;
  }

  #sourceOf({ start, end }: TextRange): TextRange {
    const from = this.#offset(start);
    if (end <= start) return { start: from, end: from };
    const run = this.#runAt(end - 1);
    const to = this.#isVerbatim(run) ? this.#offset(end - 1) + 1 : this.runs[run]!.source.end;
    return { start: from, end: to };
  }

  #offset(at: number): number {
    const run = this.#runAt(at);
    const { start = 0, end = 0 } = this.runs[run]?.source ?? {};
    return this.#isVerbatim(run) ? Math.min(end, start + at - (this.#starts[run] ?? 0)) : start;
  }

  #isVerbatim(run: number): boolean {
    const { text, source } = this.runs[run]!;
    return text.length === source.end - source.start;
  }

  /** The last run that begins at or before an offset. */
  #runAt(offset: number): number {
    let [low, high] = [0, this.runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
