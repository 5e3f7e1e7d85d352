import type * as vscode from 'vscode';
import { readText } from '../prose/readText';
import type { ProseDocuments } from './proseDocuments';

/** What a command works on, as a model should read it: the selected text, else the sentence at the caret; undefined where there is neither. */
export async function proseAtCaret(
  editor: vscode.TextEditor | undefined,
  documents: ProseDocuments,
): Promise<string | undefined> {
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const prose = await documents.of(document);
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  if (selection.isEmpty) return prose.sentenceAt(document.offsetAt(selection.active))?.text;
  // Code that is selected on purpose is taken as it is.
  const text = readText(prose, { start, end }) || document.getText(selection).trim();
  return text === '' ? undefined : text;
}
