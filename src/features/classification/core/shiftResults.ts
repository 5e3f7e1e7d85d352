import type { DocumentUnit } from '../../../prose/documentUnits';

/** A change of a document: `length` characters in the place of those between the offsets, and how many lines more it has since. */
export interface ResultEdit {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly lines: number;
}

/** Results at their places after edits, whose offsets all are of the text before; one that an edit reaches into ends where it now ends. */
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
