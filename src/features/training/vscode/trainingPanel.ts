import * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import type { FromTrainingView, ToTrainingView } from '../core/trainingView';
import { commandIds, trainingViewType } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import { ViewPanel } from '../../../editor/viewPanel';
import type { ClassifierTraining } from './classifierTraining';

/** How often the panel is told of progress, at most. */
const reportMilliseconds = 200;

/** The panel of a training: its form, its curves while it runs, and its report. Closing it stops nothing. */
export class TrainingPanel implements vscode.Disposable {
  readonly #view: ViewPanel<FromTrainingView, ToTrainingView>;
  #training: ClassifierTraining | undefined;
  #following: vscode.Disposable | undefined;
  /** Steps of small models take milliseconds: they are posted together. */
  readonly #posting = new Throttle(reportMilliseconds, () => this.#post());

  constructor(webviewFolder: vscode.Uri, problems: Problems) {
    this.#view = new ViewPanel({
      type: trainingViewType,
      name: 'training',
      folder: webviewFolder,
      title: 'Train Classifier',
      receive: (message) => {
        this.#receive(message).catch((error: unknown) => problems.notify(error));
      },
    });
  }

  /** Whether the writer sees it now, so that news need no notification. */
  get isVisible(): boolean {
    return this.#view.isVisible;
  }

  /** Shows a training; another one that was shown goes out of sight. */
  show(training: ClassifierTraining): void {
    this.#follow(training);
    this.#view.show(titleOf(training));
    this.#post();
  }

  /** Shows a training in a panel that was open when the window was closed. */
  restore(panel: vscode.WebviewPanel, training: ClassifierTraining): void {
    this.#follow(training);
    this.#view.adopt(panel, titleOf(training));
  }

  dispose(): void {
    this.#posting.dispose();
    this.#following?.dispose();
    this.#view.dispose();
  }

  #follow(training: ClassifierTraining): void {
    if (this.#training === training) return;
    this.#following?.dispose();
    this.#training = training;
    this.#following = training.onDidChange(() => this.#posting.call());
  }

  async #receive(message: FromTrainingView): Promise<void> {
    const training = this.#training;
    if (training === undefined) return;
    switch (message.type) {
      case 'ready':
        return this.#post();
      case 'start':
        return training.start(message.choice);
      case 'pause':
        return training.pause();
      case 'resume':
        return training.resume();
      case 'cancel':
        return training.cancel();
      case 'continue':
        return training.continue();
      case 'discard':
        return training.discard();
      case 'use':
        return training.use();
      case 'classify':
        await training.use();
        await vscode.commands.executeCommand(commandIds.classify);
    }
  }

  #post(): void {
    if (this.#training !== undefined) this.#view.post({ type: 'state', state: this.#training.state });
  }
}

function titleOf({ state }: ClassifierTraining): string {
  return `Train ${state.choice.name}`;
}
