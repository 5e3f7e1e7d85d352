import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TextRange } from '../protocol/text';
import type { Problems } from './problems';
import { offsetsOf } from './ranges';

/** Pause after an edit or a scroll before what is in sight is looked at. */
const settleMilliseconds = 500;

/** What is marked in the parts of documents that can be seen. */
export interface VisibleCheck {
  /** Of the collection of diagnostics. */
  readonly name: string;
  readonly isChecked: (document: vscode.TextDocument) => boolean;
  readonly find: (
    document: vscode.TextDocument,
    visible: TextRange,
    signal: AbortSignal,
  ) => Promise<readonly vscode.Diagnostic[]>;
  /** Something other than documents and settings has changed what is marked. */
  readonly onDidChange: vscode.Event<void>;
}

/** Diagnostics for the visible parts of documents. Scrolling and typing cancel requests that are out of date. */
export class VisibleDiagnostics implements vscode.Disposable {
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #subscriptions: vscode.Disposable;
  #running = new AbortController();

  constructor(
    private readonly check: VisibleCheck,
    private readonly problems: Problems,
  ) {
    this.#diagnostics = vscode.languages.createDiagnosticCollection(check.name);
    const update = () => void this.#update();
    this.#subscriptions = vscode.Disposable.from(
      this.#diagnostics,
      check.onDidChange(update),
      vscode.window.onDidChangeTextEditorVisibleRanges(update),
      vscode.window.onDidChangeVisibleTextEditors(update),
      // Others may change all the time, such as the log of what is asked here.
      vscode.workspace.onDidChangeTextDocument(({ document }) => check.isChecked(document) && update()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#diagnostics.delete(uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('deberta')) update();
      }),
    );
    update();
  }

  dispose(): void {
    this.#running.abort();
    this.#subscriptions.dispose();
  }

  async #update(): Promise<void> {
    this.#running.abort();
    const { signal } = (this.#running = new AbortController());
    try {
      await delay(settleMilliseconds, undefined, { signal });
      for (const editor of vscode.window.visibleTextEditors) await this.#look(editor, signal);
    } catch (error) {
      if (!signal.aborted) this.problems.note(error);
    }
  }

  async #look({ document, visibleRanges }: vscode.TextEditor, signal: AbortSignal): Promise<void> {
    if (!this.check.isChecked(document)) {
      this.#diagnostics.delete(document.uri);
      return;
    }
    const { version } = document;
    const found: vscode.Diagnostic[] = [];
    for (const visible of visibleRanges)
      found.push(...(await this.check.find(document, offsetsOf(document, visible), signal)));
    signal.throwIfAborted();
    if (document.version === version) this.#diagnostics.set(document.uri, found);
  }
}
