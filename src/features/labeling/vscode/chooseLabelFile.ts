import * as vscode from 'vscode';
import { pick, type PickItem } from '../../../editor/ui/picks';

/** Name that is offered for a new file of labels. */
const usualName = 'labels.jsonl';
const mostFiles = 100;

/** Asks for the file that labels go to: one of the workspace's, or a new one; undefined when the user turns away. */
export async function chooseLabelFile(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const found = await vscode.workspace.findFiles('**/*.jsonl', '**/node_modules/**', mostFiles);
  const usual = folder && vscode.Uri.joinPath(folder, usualName);
  const isThere = found.some((uri) => uri.toString() === usual?.toString());
  const another: PickItem & { readonly uri?: vscode.Uri } = { icon: 'new-file', label: 'Another file…' };
  const items = [
    ...(usual === undefined || isThere
      ? []
      : [{ icon: 'new-file', label: `${usualName}`, description: 'new', uri: usual }]),
    ...found.map((uri) => ({ icon: 'file', label: `${vscode.workspace.asRelativePath(uri)}`, uri })),
    another,
  ];
  const chosen = await pick(items, {
    title: 'Where should labels be saved?',
    placeHolder: 'A file of JSON lines, one labeled text each',
  });
  if (chosen !== another) return chosen?.uri;
  return vscode.window.showSaveDialog({
    title: 'Save Labels To',
    defaultUri: usual,
    filters: { 'JSON lines': ['jsonl'] },
  });
}
