import * as vscode from 'vscode';
import { settingIds } from '../../../editor/ids';
import { inTurn, readSetting, toggleSetting } from '../../../editor/settings';

export function oddWordsIn(document: vscode.TextDocument): boolean {
  return readSetting(settingIds.oddWordsEnabled, false, document);
}

/** Turns the marking of odd words on or off for the active editor's document; returns what holds then. */
function toggleOddWords(): Promise<boolean> {
  return toggleSetting(settingIds.oddWordsEnabled, false);
}

/** Words that are never marked as odd. */
function ignoredWords(document: vscode.TextDocument): readonly string[] {
  const words = readSetting<unknown[]>(settingIds.oddWordsIgnored, [], document);
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

/** Adds a word to those that are never marked, in the user's settings. */
function ignoreWord(word: string): Promise<void> {
  return inTurn(async () => {
    const configuration = vscode.workspace.getConfiguration();
    const words = configuration.inspect<unknown[]>(settingIds.oddWordsIgnored)?.globalValue ?? [];
    await configuration.update(settingIds.oddWordsIgnored, [...words, word], vscode.ConfigurationTarget.Global);
  });
}

/** Marks no odd words in this workspace, whatever the user's own settings say. */
async function turnOddWordsOffInWorkspace(): Promise<void> {
  const { Workspace } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration().update(settingIds.oddWordsEnabled, false, Workspace);
}

/** What not to mark: a word (a setting), a file (this workspace), or everything in the workspace (a setting). */
export type IgnoreWhat = 'word' | 'file' | 'workspace';

const key = 'filesWithoutOddWords';

/** Which odd words the user does not want to see. */
export class IgnoredOddWords implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento) {}

  hasWord(word: string, document: vscode.TextDocument): boolean {
    return ignoredWords(document).some((one) => one.toLowerCase() === word.toLowerCase());
  }

  hasFile(uri: vscode.Uri): boolean {
    return this.#files.includes(uri.toString());
  }

  /** Ignores a word, its file, or turns odd words off in the workspace. */
  async ignore(what: IgnoreWhat, word: string, document: vscode.TextDocument): Promise<void> {
    if (what === 'word') await ignoreWord(word);
    else if (what === 'file') await this.state.update(key, [...new Set([...this.#files, document.uri.toString()])]);
    else await turnOddWordsOffInWorkspace();
    this.#changed.fire();
  }

  /** Turns odd words off or on; on also in the active editor's file. */
  async toggle(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if ((await toggleOddWords()) && uri !== undefined) await this.#unignoreFile(uri);
  }

  async #unignoreFile(uri: vscode.Uri): Promise<void> {
    await this.state.update(
      key,
      this.#files.filter((file) => file !== uri.toString()),
    );
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #files(): readonly string[] {
    const files = this.state.get<unknown>(key);
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  }
}
