import * as vscode from 'vscode';
import { settingIds } from '../../../editor/ids';
import { inTurn, readSetting, toggleSetting } from '../../../editor/settings';

/** Whether odd words are marked in `document`. */
export function oddWordsIn(document: vscode.TextDocument): boolean {
  return readSetting(settingIds.oddWordsEnabled, false, document);
}

/** Turns the marking of odd words on or off for the active editor's document; returns what holds then. */
export function toggleOddWords(): Promise<boolean> {
  return toggleSetting(settingIds.oddWordsEnabled, false);
}

/** Words that are never marked as odd. */
export function ignoredWords(document: vscode.TextDocument): readonly string[] {
  const words = readSetting<unknown[]>(settingIds.oddWordsIgnored, [], document);
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

/** Adds a word to those that are never marked, in the user's settings. */
export function ignoreWord(word: string): Promise<void> {
  return inTurn(async () => {
    const configuration = vscode.workspace.getConfiguration();
    const words = configuration.inspect<unknown[]>(settingIds.oddWordsIgnored)?.globalValue ?? [];
    await configuration.update(settingIds.oddWordsIgnored, [...words, word], vscode.ConfigurationTarget.Global);
  });
}

/** Marks no odd words in this workspace, whatever the user's own settings say. */
export async function turnOddWordsOffInWorkspace(): Promise<void> {
  const { Workspace } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration().update(settingIds.oddWordsEnabled, false, Workspace);
}
