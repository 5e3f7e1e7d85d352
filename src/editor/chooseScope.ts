import * as vscode from 'vscode';
import { pick, type PickItem } from './ui/picks';
import type { UnitKind } from '../prose/documentUnits';
import { documentSource, findFiles, type Source } from './sources';

/** Where texts come from. */
export type PlaceName = 'selection' | 'document' | 'workspace' | 'folder';

/** What to classify, for key bindings and tests: as the items of the list that asks for it. */
export type ScopeName = 'selectionSentences' | 'selection' | 'sentences' | 'document' | 'folderSentences' | 'folder';

/** The user isn't asked for what is given here. */
interface Given<N> {
  readonly scope?: N;
  readonly folder?: vscode.Uri;
}

/** Documents, or parts of them, and how they are taken apart. */
export interface Scope {
  readonly kind: UnitKind;
  readonly sources: readonly Source[];
}

interface ScopeItem<N> extends PickItem {
  readonly name: N;
  readonly place: PlaceName;
}

const places: readonly ScopeItem<PlaceName>[] = [
  { name: 'selection', place: 'selection', icon: 'selection', label: 'Selection' },
  { name: 'document', place: 'document', icon: 'file-text', label: 'Document' },
  { name: 'workspace', place: 'workspace', icon: 'root-folder', label: 'Workspace' },
  { name: 'folder', place: 'folder', icon: 'folder', label: 'Folder…' },
];

const scopes: readonly (ScopeItem<ScopeName> & { readonly unit: UnitKind })[] = [
  {
    ...{ name: 'selectionSentences', place: 'selection', unit: 'sentence' },
    ...{ icon: 'selection', label: 'Selection, sentence by sentence' },
  },
  {
    ...{ name: 'selection', place: 'selection', unit: 'whole' },
    ...{ icon: 'selection', label: 'Selection as one text' },
  },
  {
    ...{ name: 'sentences', place: 'document', unit: 'sentence' },
    ...{ icon: 'file-text', label: 'Document, sentence by sentence' },
  },
  {
    ...{ name: 'document', place: 'document', unit: 'whole' },
    ...{ icon: 'file-text', label: 'Document as one text' },
  },
  {
    ...{ name: 'folderSentences', place: 'folder', unit: 'sentence' },
    ...{ icon: 'folder', label: 'Folder, sentence by sentence…' },
  },
  {
    ...{ name: 'folder', place: 'folder', unit: 'whole' },
    ...{ icon: 'folder', label: 'Folder, each file as one text…' },
  },
];

/** Asks what to classify, or for what else `verb` says, unless `given` says it; undefined if dismissed. */
export async function chooseScope(given: Given<ScopeName> = {}, verb = 'Classify'): Promise<Scope | undefined> {
  const chosen = await chooseItem(scopes, given.scope, verb);
  const sources = chosen && (await sourcesIn(chosen.place, given.folder, verb));
  return chosen && sources && { kind: chosen.unit, sources };
}

/** Asks for the selection, the document, the workspace or a folder; undefined if dismissed. */
export async function choosePlace(given: Given<PlaceName>, verb: string): Promise<readonly Source[] | undefined> {
  const chosen = await chooseItem(places, given.scope, verb);
  return chosen && sourcesIn(chosen.place, given.folder, verb);
}

/** Beside a panel that has the focus, the document is still in sight. */
function editorInSight(): vscode.TextEditor | undefined {
  return vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
}

function chooseItem<I extends ScopeItem<string>>(items: readonly I[], name: string | undefined, verb: string) {
  if (name !== undefined) return Promise.resolve(items.find((item) => item.name === name));
  const editor = editorInSight();
  const fits: Readonly<Record<PlaceName, boolean>> = {
    selection: editor?.selection.isEmpty === false,
    document: editor !== undefined,
    workspace: vscode.workspace.workspaceFolders !== undefined,
    folder: true,
  };
  return pick(
    items.filter(({ place }) => fits[place]),
    { title: `${verb} what?` },
  );
}

async function sourcesIn(
  place: PlaceName,
  given: vscode.Uri | undefined,
  verb: string,
): Promise<readonly Source[] | undefined> {
  if (place === 'workspace') return findFiles((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri));
  if (place === 'folder') {
    const folder = given ?? (await askForFolder(verb));
    return folder && findFiles([folder]);
  }
  const editor = editorInSight();
  return editor && [documentSource(editor.document, place === 'selection' ? editor.selection : undefined)];
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
