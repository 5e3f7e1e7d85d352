import * as vscode from 'vscode';
import { ignoredWords, ignoreWord, toggleOddWords, turnOddWordsOffInWorkspace } from './oddWordSettings';

/** What is not to be marked: a word (a setting), a file (this workspace), or nothing in the whole workspace (a setting). */
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
