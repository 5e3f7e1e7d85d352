import * as vscode from 'vscode';
import { showWarning } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { settingIds } from '../../../editor/ids';

const naming = [settingIds.model, settingIds.oddWordsModel, settingIds.classifyModel];

/**
 * Says that models named by the settings of an untrusted workspace are not used. VS Code keeps those values from the
 * extension, so the files are looked at, for the names of the settings alone.
 */
export async function notifyRestrictedModels(): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const files = folders.map(({ uri }) => vscode.Uri.joinPath(uri, '.vscode', 'settings.json'));
  const workspaceFile = vscode.workspace.workspaceFile;
  if (workspaceFile !== undefined && workspaceFile.scheme !== 'untitled') files.push(workspaceFile);
  const texts = await Promise.all(files.map(readText));
  const named = naming.filter((id) => texts.some((text) => text.includes(`"${id}"`)));
  if (named.length === 0) return;
  const trust = 'Manage Workspace Trust';
  const choice = await showWarning(
    plain`This workspace names a model for DeBERTa to load (${named.join(', ')}). It is not loaded, because you do not trust the workspace; your own choice is used instead.`,
    trust,
  );
  if (choice === trust) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function readText(file: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  } catch {
    return '';
  }
}
