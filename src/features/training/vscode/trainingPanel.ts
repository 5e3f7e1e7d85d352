import * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import { setTitle } from '../../../editor/ui/items';
import { fromTrainingView, type ToTrainingView } from '../core/trainingView';
import { commandIds, trainingViewType } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import { webviewPage } from '../../../editor/webviewPage';
import type { ClassifierTraining } from './classifierTraining';

/** So often the panel is told of progress at most. */
const reportMilliseconds = 200;

/** The panel of a training: its form, its curves while it runs, and its report. Closing it stops nothing. */
export class TrainingPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #training: ClassifierTraining | undefined;
  #following: vscode.Disposable | undefined;
  /** Steps of small models take milliseconds: they are told together. */
  readonly #posting = new Throttle(reportMilliseconds, () => this.#post());

  constructor(
    private readonly webviewFolder: vscode.Uri,
    private readonly problems: Problems,
  ) {}

  /** Whether the writer sees it now, so that news need no notification. */
  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  /** Shows a training; another one that was shown goes out of sight. */
  show(training: ClassifierTraining): void {
    if (this.#training !== training) {
      this.#following?.dispose();
      this.#training = training;
      this.#following = training.onDidChange(() => this.#posting.call());
    }
    const panel = this.#panel ?? this.#adopt(this.#open());
    setTitle(panel, `Train ${training.state.choice.name}`);
    panel.reveal();
    this.#post();
  }

  /** Shows a training in a panel that was open when the window was closed. */
  restore(panel: vscode.WebviewPanel, training: ClassifierTraining): void {
    this.#panel?.dispose();
    this.#adopt(panel);
    this.show(training);
  }

  dispose(): void {
    this.#posting.dispose();
    this.#following?.dispose();
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(trainingViewType, 'Train', vscode.ViewColumn.Active);
  }

  #adopt(panel: vscode.WebviewPanel): vscode.WebviewPanel {
    this.#panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.webviewFolder] };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message).catch((error: unknown) => this.problems.tell(error));
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = webviewPage(panel.webview, this.webviewFolder, 'training', 'Train Classifier');
    return panel;
  }

  async #receive(received: unknown): Promise<void> {
    const [message, training] = [fromTrainingView(received), this.#training];
    if (message === undefined || training === undefined) return;
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
      case 'goOn':
        return training.goOn();
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
    if (this.#training === undefined) return;
    const message: ToTrainingView = { type: 'state', state: this.#training.state };
    void this.#panel?.webview.postMessage(message);
  }
}
