import * as vscode from 'vscode';
import { type PlainText, plain, plainText } from '../base/plainText';
import { editorTasks } from '../hub/catalog';
import { Canceled, messageOf } from '../protocol/errors';
import { commandIds, modelSettings } from './ids';
import type { Log } from './ui/log';
import { showError, showInformation } from './ui/notifications';
import { ModelUnavailable, NoModelChosen } from '../hub/resolveModel';
import type { EngineClient } from '../client/engineClient';

type Remedy = readonly [title: string, run: () => unknown];

/** What went wrong last. Each problem is logged once, shown by the status item, and gone when a request succeeds. */
export class Problems implements vscode.Disposable {
  #current: PlainText | undefined;
  #error: unknown;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly log: Log) {}

  get current(): PlainText | undefined {
    return this.#current;
  }

  /** Notes a failed request, for one that nobody waits for. A canceled one is not a problem. */
  note(error: unknown): void {
    if (error instanceof Canceled) return;
    const message = messageOf(error);
    if (message === this.#current) return;
    this.log.error(message);
    this.#error = error;
    this.#set(message);
  }

  /** Notes a failed request of a command and tells the user. */
  async notify(error: unknown): Promise<void> {
    if (error instanceof Canceled) return;
    if (error instanceof NoModelChosen) return offerModels(error);
    this.note(error);
    await this.#offer(error);
  }

  /** Shows what went wrong last again, with what can be done about it. */
  async offer(): Promise<void> {
    if (this.#current !== undefined) await this.#offer(this.#error);
  }

  /** What can be done about what went wrong last, each with its title. */
  get remedies(): readonly Remedy[] {
    return this.#current === undefined ? [] : this.#remedies(this.#error);
  }

  async #offer(error: unknown): Promise<void> {
    const remedies = this.#remedies(error);
    const choice = await showError(messageOf(error), ...remedies.map(([title]) => title));
    await remedies.find(([title]) => title === choice)?.[1]();
  }

  #remedies(error: unknown): readonly Remedy[] {
    const command = (id: string, ...values: unknown[]) => vscode.commands.executeCommand(id, ...values);
    if (!(error instanceof ModelUnavailable)) return [['Show Log', () => this.log.show()]];
    const showModels = ['Show Models', () => command(commandIds.showModels)] as const;
    const { setting } = error;
    const task = editorTasks.find((one) => modelSettings[one] === setting);
    return [
      ['Open Setting', () => command('workbench.action.openSettings', setting)],
      [
        task === 'fill-mask' ? 'Use Bundled Model' : 'Use Default Model',
        () => command(commandIds.resetModel, { task }),
      ],
      showModels,
    ];
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

/** Says what a task needs a model for. That none was chosen yet is not a problem. */
async function offerModels({ message, task }: NoModelChosen): Promise<void> {
  const [choose, needed] = ['Choose a Model', 'What Is Needed'];
  const choice = await showInformation(plainText(message), choose, needed);
  if (choice === choose) await vscode.commands.executeCommand(commandIds.chooseModel, { task });
  if (choice === needed) await vscode.commands.executeCommand(commandIds.downloadModel, { task });
}

/** When the engine has failed for good, says why and offers to restart it. */
export function offerRestart(client: EngineClient, log: Log): vscode.Disposable {
  return client.onDidChangeState(async (state) => {
    if (state !== 'failed') return;
    const reason = client.failure ?? plain`The engine failed.`;
    log.error(reason);
    const [restart, showLog] = ['Restart', 'Show Log'];
    const choice = await showError(reason, restart, showLog);
    if (choice === restart) await vscode.commands.executeCommand(commandIds.restartEngine);
    if (choice === showLog) log.show();
  });
}
