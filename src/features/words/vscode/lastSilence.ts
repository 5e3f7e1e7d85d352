import * as vscode from 'vscode';
import type { Silence } from '../core/silence';

interface Noted {
  readonly document: vscode.TextDocument;
  readonly line: number;
  readonly silence: Silence;
}

/** Why nothing was suggested where it was last asked for; forgotten when the caret leaves that line. */
export class LastSilence implements vscode.Disposable {
  #last: Noted | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
    if (this.#last?.document === textEditor.document && selection?.active.line !== this.#last.line)
      this.#set(undefined);
  });

  /** In the active editor. */
  get current(): Silence | undefined {
    return this.#last?.document === vscode.window.activeTextEditor?.document ? this.#last?.silence : undefined;
  }

  /** Notes the reason, or that something was suggested. */
  note(document: vscode.TextDocument, { line }: vscode.Position, silence: Silence | undefined): void {
    this.#set(silence && { document, line, silence });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #set(last: Noted | undefined): void {
    const isSame = last?.silence === this.#last?.silence;
    this.#last = last;
    if (!isSame) this.#changed.fire();
  }
}
