import * as vscode from 'vscode';
import type { TextRange } from '../protocol/text';

/** The offsets of an editor's range. */
export function offsetsOf(document: vscode.TextDocument, { start, end }: vscode.Range): TextRange {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** The editor's range of offsets. */
export function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
