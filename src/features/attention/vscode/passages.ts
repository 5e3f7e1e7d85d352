import path from 'node:path';
import * as vscode from 'vscode';
import { ask, pick, type PickItem } from '../../../editor/ui/picks';
import type { ModelServices } from '../../../editor/modelServices';
import type { ProseDocuments } from '../../../editor/proseDocuments';

/** Texts as they were taken from a document, and where each began. */
export interface PassageTexts {
  readonly texts: readonly string[];
  readonly document: string;
  readonly starts: readonly number[];
}

/**
 * What is to be looked at: the selected text; two selected texts as a pair; or, without a selection, the sentence at
 * the caret as a model should read it. Undefined where there is none of them.
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
  const sentence = await documents.read(document).sentenceAt(document.offsetAt(editor.selection.active));
  if (sentence === undefined) return undefined;
  return { texts: [sentence.text], document: uri, starts: [sentence.source.start] };
}

/** A model to compare with: what to call it, and what the settings would name it. */
export interface ComparedModel {
  readonly name: string;
  readonly value: string;
}

/** Asks for a text to compare with: the editor's selection, or a typed one; undefined if dismissed. */
export async function askForText(documents: ProseDocuments): Promise<Partial<PassageTexts> | undefined> {
  const taken = await passageTexts(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0], documents);
  const value = taken?.texts[0] ?? '';
  const typed = await ask({
    title: 'Compare with another text',
    prompt: 'Begins as the selected text, or the sentence at the cursor. Change a word, or type another text.',
    value,
    ignoreFocusOut: true,
  });
  if (typed === undefined || typed.trim() === '') return undefined;
  return typed === value && taken !== undefined
    ? { ...taken, texts: [value], starts: taken.starts.slice(0, 1) }
    : { texts: [typed.trim()] };
}

/** Asks for a model to compare with, among the bundled one, those downloaded, and folders. */
export async function askForModel({ library }: ModelServices): Promise<ComparedModel | undefined> {
  const installed = (await library.store.list()).filter(({ intact }) => intact);
  const folder = { icon: 'folder-opened', label: 'A folder…', value: '' };
  const models: (PickItem & { readonly value: string })[] = [
    { label: 'Bundled model', description: 'comes with the extension', value: '' },
    ...installed.map(({ id }) => ({ label: id, value: id })),
    folder,
  ];
  const chosen = await pick(models, {
    title: 'Compare with another model',
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen !== folder) return { name: chosen.value === '' ? 'bundled' : chosen.value, value: chosen.value };
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: 'Model’s folder',
  });
  const [uri] = picked ?? [];
  return uri && { name: path.basename(uri.fsPath), value: uri.fsPath };
}
