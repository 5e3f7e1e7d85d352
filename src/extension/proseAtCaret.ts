import type * as vscode from 'vscode';
import { sentenceAt } from '../features/sentences';

/** What a command works on: the selected text, else the sentence at the caret; undefined where there is neither. */
export function proseAtCaret(editor: vscode.TextEditor | undefined): string | undefined {
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const selected = document.getText(selection).trim();
  if (selected !== '') return selected;
  return sentenceAt(document.getText(), document.offsetAt(selection.active), document.languageId);
}
