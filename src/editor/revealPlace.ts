import * as vscode from 'vscode';
import { rangeOf } from './ranges';
import { openDocument } from './sources';

/** Opens the document and selects a part of it, in characters from its beginning. */
export async function revealPlace(uri: string, start: number, end: number): Promise<void> {
  const document = openDocument(uri) ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)));
  const range = rangeOf(document, { start, end });
  const editor = await vscode.window.showTextDocument(document, { selection: range, preview: true });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
