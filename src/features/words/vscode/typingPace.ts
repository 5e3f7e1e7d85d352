import * as vscode from 'vscode';
import { TypingRhythm } from '../core/typingRhythm';

/** Follows how fast the writer types, and waits until they pause. */
export class TypingPace implements vscode.Disposable {
  readonly #rhythm = new TypingRhythm();
  #lastEdit = { document: undefined as vscode.TextDocument | undefined, time: -Infinity };
  readonly #subscription = vscode.workspace.onDidChangeTextDocument((change) => this.#edited(change));

  /**
   * Resolves with true when nothing was typed in a document for as long as a pause takes, at least `minimum`
   * milliseconds; with false as soon as the signal aborts.
   */
  pause(
    document: vscode.TextDocument,
    place: 'nextWord' | 'inWord',
    minimum: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { document: edited, time } = this.#lastEdit;
    // Some of the pause has gone by when VS Code asks.
    const gone = edited === document ? performance.now() - time : Infinity;
    return quietFor(Math.max(0, Math.max(minimum, this.#rhythm.delay(place)) - gone), signal);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || document !== vscode.window.activeTextEditor?.document) return;
    const time = performance.now();
    const isKey = contentChanges.length === 1 && contentChanges[0]!.text.length === 1;
    if (document !== this.#lastEdit.document || !isKey) this.#rhythm.interrupted();
    if (isKey) this.#rhythm.typed(time);
    this.#lastEdit = { document, time };
  }
}

/** Resolves after `milliseconds` with true, or with false as soon as the signal aborts. */
function quietFor(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const abort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve(true);
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
