import * as vscode from 'vscode';
import { pick, type PickItem } from '../../../editor/ui/picks';

const maxFiles = 100;

/**
 * Asks for the file that labels go to: one of the workspace's, or a new one, for which `defaultName` is offered;
 * undefined if dismissed.
 */
export async function chooseLabelFile(defaultName: string, placeHolder: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const found = await vscode.workspace.findFiles('**/*.jsonl', '**/node_modules/**', maxFiles);
  const defaultFile = folder && vscode.Uri.joinPath(folder, defaultName);
  const isThere = found.some((uri) => uri.toString() === defaultFile?.toString());
  const another: PickItem & { readonly uri?: vscode.Uri } = { icon: 'new-file', label: 'Another file…' };
  const items = [
    ...(defaultFile === undefined || isThere
      ? []
      : [{ icon: 'new-file', label: `${defaultName}`, description: 'new', uri: defaultFile }]),
    ...found.map((uri) => ({ icon: 'file', label: `${vscode.workspace.asRelativePath(uri)}`, uri })),
    another,
  ];
  const chosen = await pick(items, { title: 'Where should labels be saved?', placeHolder });
  if (chosen !== another) return chosen?.uri;
  return vscode.window.showSaveDialog({
    title: 'Save Labels To',
    defaultUri: defaultFile,
    filters: { 'JSON lines': ['jsonl'] },
  });
}
