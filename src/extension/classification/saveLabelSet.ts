import * as vscode from 'vscode';
import { storedLabelSet, type LabelSet } from '../../features/classification/labelSet';
import { settingIds } from '../ids';

/** Asks for a name and where to keep it, and writes a label set into the settings of the user or the workspace. */
export async function saveLabelSet(set: LabelSet | undefined): Promise<void> {
  if (set?.own === undefined) {
    void vscode.window.showInformationMessage(
      'Classify with labels of your own first; then they can be saved as a set.',
    );
    return;
  }
  const name = await vscode.window.showInputBox({
    title: 'Name of the label set',
    prompt: set.own.labels.join(', '),
    validateInput: (value) => (value.trim() === '' ? 'Give the set a name.' : undefined),
  });
  if (name === undefined) return;
  const target = await askForTarget();
  if (target === undefined) return;
  const configuration = vscode.workspace.getConfiguration();
  const inspected = configuration.inspect<Record<string, unknown>>(settingIds.classifyLabelSets);
  const isUsers = target === vscode.ConfigurationTarget.Global;
  const present = (isUsers ? inspected?.globalValue : inspected?.workspaceValue) ?? {};
  const sets = { ...present, [name.trim()]: storedLabelSet(set) };
  await configuration.update(settingIds.classifyLabelSets, sets, target);
  vscode.window.setStatusBarMessage(`$(tag) Saved “${name.trim()}”`, 3000);
}

async function askForTarget(): Promise<vscode.ConfigurationTarget | undefined> {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  if (vscode.workspace.workspaceFolders === undefined) return Global;
  const choices = [
    { label: '$(account) For you', description: 'in all workspaces', target: Global },
    { label: '$(root-folder) For this workspace', description: 'and all who work in it', target: Workspace },
  ];
  return (await vscode.window.showQuickPick(choices, { title: 'Keep the label set where?' }))?.target;
}
