import type * as vscode from 'vscode';
import type { ProseDocuments } from '../../../editor/proseDocuments';

/** Texts as they were taken from a document, and where each began. */
export interface PassageTexts {
  readonly texts: readonly string[];
  readonly document: string;
  readonly starts: readonly number[];
}

/**
 * What is to be looked at: the selected text; two selected texts as a pair; or, without a selection, the sentence at the caret
 * as a model should read it. Undefined where there is none of them.
 */
export async function passageTexts(
  editor: vscode.TextEditor | undefined,
  documents: ProseDocuments,
): Promise<PassageTexts | undefined> {
  if (editor === undefined) return undefined;
  const { document, selections } = editor;
  const uri = document.uri.toString();
  const selected = selections
    .map((selection) => ({ text: document.getText(selection), start: document.offsetAt(selection.start) }))
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => a.start - b.start)
    .slice(0, 2);
  if (selected.length > 0) {
    const starts = selected.map(({ text, start }) => start + text.length - text.trimStart().length);
    return { texts: selected.map(({ text }) => text.trim()), document: uri, starts };
  }
  const prose = await documents.of(document);
  const sentence = prose.sentenceAt(document.offsetAt(editor.selection.active));
  if (sentence === undefined) return undefined;
  return { texts: [sentence.text], document: uri, starts: [sentence.source.start] };
}
