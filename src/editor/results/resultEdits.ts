import type * as vscode from 'vscode';
import type { ResultEdit } from '../../results/fileStore';

/** Changes of a document as edits that move results. */
export function resultEdits(changes: readonly vscode.TextDocumentContentChangeEvent[]): ResultEdit[] {
  return changes.map(({ rangeOffset, rangeLength, text, range }) => ({
    ...{ start: rangeOffset, end: rangeOffset + rangeLength, length: text.length },
    lines: text.split('\n').length - 1 - (range.end.line - range.start.line),
  }));
}
