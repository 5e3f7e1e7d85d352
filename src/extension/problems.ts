import * as vscode from 'vscode';
import type { PlainText } from '../base/plainText';
import { Cancelled, messageOf } from '../protocol/errors';
import { commandIds } from './ids';
import type { Log } from './ui/log';
import { showError } from './ui/notifications';
import { ModelUnavailable } from './models/resolveModel';

/** What went wrong last. Each problem is logged once, shown by the status item, and gone when a request succeeds. */
export class Problems implements vscode.Disposable {
  #current: PlainText | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly log: Log) {}

  get current(): PlainText | undefined {
    return this.#current;
  }

  /** Notes a failed request, for one that nobody waits for. A cancelled one is no problem. */
  note(error: unknown): void {
    if (error instanceof Cancelled) return;
    const message = messageOf(error);
    if (message === this.#current) return;
    this.log.error(message);
    this.#set(message);
  }

  /** Notes a failed request of a command and tells the user. */
  async tell(error: unknown): Promise<void> {
    if (error instanceof Cancelled) return;
    this.note(error);
    const [showLog, showModels] = ['Show Log', 'Show Models'];
    const actions = error instanceof ModelUnavailable ? [showModels] : [showLog];
    const choice = await showError(this.#current ?? messageOf(error), ...actions);
    if (choice === showModels) await vscode.commands.executeCommand(commandIds.showModels);
    if (choice === showLog) this.log.show();
  }

  /** A request succeeded. */
  clear(): void {
    if (this.#current !== undefined) this.#set(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(problem: PlainText | undefined): void {
    this.#current = problem;
    this.#changed.fire();
  }
}
