import * as vscode from 'vscode';
import { ask, pick } from '../../../editor/ui/picks';
import { showBriefly, showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { storedLabelSet, type LabelSet } from '../core/labelSet';
import { settingIds } from '../../../editor/ids';

/** Asks for a name and where to keep it, and writes a label set into the settings of the user or the workspace. */
export async function saveLabelSet(set: LabelSet | undefined): Promise<void> {
  if (set?.own === undefined) {
    void showInformation(plain`There are no labels to save. Classify with labels of your own first.`);
    return;
  }
  const name = await ask({
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
  showBriefly(plain`Saved “${name.trim()}”`, 'tag');
}

async function askForTarget(): Promise<vscode.ConfigurationTarget | undefined> {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  if (vscode.workspace.workspaceFolders === undefined) return Global;
  const choices = [
    { icon: 'account', label: 'For you', description: 'in all workspaces', target: Global },
    {
      icon: 'root-folder',
      label: 'For this workspace',
      description: 'and everyone who works in it',
      target: Workspace,
    },
  ];
  return (await pick(choices, { title: 'Save the label set where?' }))?.target;
}
