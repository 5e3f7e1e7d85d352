import * as vscode from 'vscode';
import { choosePlace } from '../../../editor/chooseScope';
import { documentSource, findFiles, type Source } from '../../../editor/sources';
import { pick, type PickItem } from '../../../editor/ui/picks';
import { counted } from '../../../results/runMessage';

/** What texts are checked against. */
export interface ChosenSource {
  readonly name: string;
  readonly files: readonly Source[];
  /** Whether it is a part of a document, so that the document's other parts can be checked against it. */
  readonly isSelection: boolean;
}

/** Characters of a selection that its line in the list shows. */
const maxShown = 60;

interface SourceItem extends PickItem {
  readonly choose: () => Promise<ChosenSource | undefined>;
}

/**
 * Asks for a source: `last` again, what is selected or shown in an editor in sight, files or a folder; undefined if
 * dismissed.
 */
export async function chooseSource(
  texts: readonly Source[],
  last: ChosenSource | undefined,
): Promise<ChosenSource | undefined> {
  const again = last === undefined ? [] : [sourceItem('history', 'the same as before', last)];
  const items: readonly SourceItem[] = [
    ...[...again, ...selections(texts), ...openDocuments(texts)],
    { icon: 'file-text', label: 'Files…', choose: chooseFiles },
    { icon: 'folder', label: 'Folder…', choose: chooseFolder },
  ];
  const placeHolder = 'Documents beside this one, and what is selected in them, are listed too';
  const chosen = await pick(items, { title: 'Check against what?', placeHolder });
  return chosen?.choose();
}

/** Files, and the prose of folders, as a source. */
export async function sourceAt(uris: readonly vscode.Uri[]): Promise<ChosenSource> {
  const [first] = uris;
  const name = uris.length === 1 ? vscode.workspace.asRelativePath(first!) : counted(uris.length, 'file');
  return { name, files: await findFiles(uris), isSelection: false };
}

function sourceItem(icon: string, description: string, source: ChosenSource): SourceItem {
  return { icon, label: source.name, description, choose: () => Promise.resolve(source) };
}

/** Parts that are selected in editors in sight, except for a text that is checked. */
function selections(texts: readonly Source[]): SourceItem[] {
  return vscode.window.visibleTextEditors.flatMap(({ document, selection }) => {
    const source = documentSource(document, selection);
    if (source.range === undefined || texts.some((text) => isSame(text, source))) return [];
    const selected = document.getText(selection).replace(/\s+/g, ' ').trim();
    const description = selected.length > maxShown ? `${selected.slice(0, maxShown)}…` : selected;
    const chosen = { name: `Selection in ${source.name}`, files: [source], isSelection: true };
    return [sourceItem('selection', description, chosen)];
  });
}

function openDocuments(texts: readonly Source[]): SourceItem[] {
  const checked = new Set(texts.map(({ uri }) => uri.toString()));
  const documents = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
  return [...documents]
    .filter(({ uri }) => !checked.has(uri.toString()))
    .map((document) => {
      const source = documentSource(document);
      return sourceItem('file', 'shown beside', { name: source.name, files: [source], isSelection: false });
    });
}

function isSame(a: Source, b: Source): boolean {
  return a.uri.toString() === b.uri.toString() && a.range?.start === b.range?.start && a.range?.end === b.range?.end;
}

async function chooseFiles(): Promise<ChosenSource | undefined> {
  const uris = await vscode.window.showOpenDialog({ canSelectMany: true, title: 'Check against which files?' });
  return uris && sourceAt(uris);
}

async function chooseFolder(): Promise<ChosenSource | undefined> {
  const files = await choosePlace({ scope: 'folder' }, 'Check against');
  return files && { name: counted(files.length, 'file'), files, isSelection: false };
}
