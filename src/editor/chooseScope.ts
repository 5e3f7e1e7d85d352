import * as vscode from 'vscode';
import { pick, type PickItem } from './ui/picks';
import type { UnitKind } from '../prose/documentUnits';
import { documentSource, findFiles, type Source } from './sources';

/** What to classify, for key bindings and tests: as the items of the list that asks for it. */
export type ScopeName = 'selectionSentences' | 'selection' | 'sentences' | 'document' | 'folderSentences' | 'folder';

/** Documents, or parts of them, and how they are taken apart. */
export interface Scope {
  readonly kind: UnitKind;
  readonly sources: readonly Source[];
}

interface ScopeItem extends PickItem {
  readonly name: ScopeName;
}

const items: readonly ScopeItem[] = [
  { name: 'selectionSentences', icon: 'selection', label: 'Selection, sentence by sentence' },
  { name: 'selection', icon: 'selection', label: 'Selection as one text' },
  { name: 'sentences', icon: 'file-text', label: 'Document, sentence by sentence' },
  { name: 'document', icon: 'file-text', label: 'Document as one text' },
  { name: 'folderSentences', icon: 'folder', label: 'Folder, sentence by sentence…' },
  { name: 'folder', icon: 'folder', label: 'Folder, each file as one text…' },
];

/** Asks what to classify, or for what else `verb` says, unless `given` says it; undefined if dismissed. */
export async function chooseScope(
  given: { readonly scope?: ScopeName; readonly folder?: vscode.Uri } = {},
  verb = 'Classify',
): Promise<Scope | undefined> {
  // Beside a panel that has the focus, the document is still in sight.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  const name = given.scope ?? (await askForScope(editor, verb));
  if (name === undefined) return undefined;
  const kind = name === 'selection' || name === 'document' || name === 'folder' ? 'whole' : 'sentence';
  if (name === 'folder' || name === 'folderSentences') {
    const folder = given.folder ?? (await askForFolder(verb));
    return folder && { kind, sources: await findFiles([folder]) };
  }
  if (editor === undefined) return undefined;
  const isSelection = name === 'selection' || name === 'selectionSentences';
  return { kind, sources: [documentSource(editor.document, isSelection ? editor.selection : undefined)] };
}

async function askForScope(editor: vscode.TextEditor | undefined, verb: string): Promise<ScopeName | undefined> {
  const fits = ({ name }: ScopeItem) => {
    if (name.startsWith('selection')) return editor?.selection.isEmpty === false;
    return name.startsWith('folder') || editor !== undefined;
  };
  const chosen = await pick(items.filter(fits), { title: `${verb} what?` });
  return chosen?.name;
}

/** The workspace's folder, one of its folders, or any. */
async function askForFolder(verb: string): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const another = { icon: 'folder-opened', label: 'Another folder…', uri: undefined };
  const choices = [...folders.map(({ name, uri }) => ({ icon: 'folder', label: `${name}`, uri })), another];
  const chosen = await pick(choices, { title: `${verb} which folder?` });
  if (chosen === undefined || chosen.uri !== undefined) return chosen?.uri;
  const picked = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true });
  return picked?.[0];
}
