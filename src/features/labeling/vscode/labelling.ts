import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { messageOf } from '../../../protocol/errors';
import type { ToLabellingView } from '../core/labellingView';
import { fromLabellingView } from '../core/labellingView';
import { chooseScope, type Scope, type ScopeName } from '../../../editor/chooseScope';
import { unitsOf, type LocatedUnit } from '../../../editor/sources';
import { commandIds, labellingViewType } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import { slowProgress } from '../../../editor/slowProgress';
import { webviewPage } from '../../../editor/webviewPage';
import { chooseLabelFile } from './chooseLabelFile';
import { LabelFile } from './labelFile';
import { LabellingSession } from './labellingSession';

/** Optional argument of “Label Sentences…”: what is given is not asked for. */
export interface LabelArgument {
  readonly scope?: ScopeName;
  readonly folder?: vscode.Uri;
  readonly file?: vscode.Uri;
  readonly labels?: readonly string[];
}

/** So many texts are gathered at most: nobody labels more. */
const mostTexts = 50_000;

/** “Label Sentences…”: a panel that shows one text after the other and takes its label by a key. */
export class Labelling implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #session: LabellingSession | undefined;
  readonly #command: vscode.Disposable;

  constructor(
    private readonly webviewFolder: vscode.Uri,
    private readonly problems: Problems,
  ) {
    this.#command = vscode.commands.registerCommand(commandIds.labelSentences, (argument?: LabelArgument) =>
      this.label(argument),
    );
  }

  dispose(): void {
    this.#command.dispose();
    this.#panel?.dispose();
  }

  /** Asks for documents and for a file, and shows the panel. */
  async label(argument: LabelArgument = {}): Promise<void> {
    try {
      const scope = await chooseScope(argument, 'Label');
      if (scope === undefined) return;
      const uri = argument.file ?? (await chooseLabelFile());
      if (uri === undefined) return;
      const units = await slowProgress(plain`Looking for sentences`, () => gather(scope));
      if (units.length === 0) {
        void showInformation(plain`There is no prose to label there.`);
        return;
      }
      this.#show(await LabellingSession.open(new LabelFile(uri), units, argument.labels ?? []));
    } catch (error) {
      await this.problems.tell(error);
    }
  }

  #show(session: LabellingSession): void {
    this.#session = session;
    session.onDidChange(() => this.#post());
    this.#panel ??= this.#open();
    this.#panel.reveal();
    this.#post();
  }

  #open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(labellingViewType, 'Label', vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [this.webviewFolder],
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => (this.#panel = undefined));
    panel.webview.html = webviewPage(panel.webview, this.webviewFolder, 'labelling', 'Label Sentences');
    return panel;
  }

  async #receive(received: unknown): Promise<void> {
    const [message, session] = [fromLabellingView(received), this.#session];
    if (message === undefined || session === undefined) return;
    try {
      switch (message.type) {
        case 'ready':
          return this.#post();
        case 'give':
          return await session.give(message.label);
        case 'add':
          return session.add(message.label);
        case 'move':
          return session.move(message.by);
        case 'clear':
          return await session.clear();
        case 'reveal':
          return await session.reveal();
        case 'chooseFile': {
          const uri = await chooseLabelFile();
          if (uri !== undefined) this.#show(await session.into(new LabelFile(uri)));
          return;
        }
        case 'train': {
          const { missing } = session;
          if (missing !== undefined) return session.tell(missing);
          await vscode.commands.executeCommand(commandIds.trainClassifier, { file: session.file.uri });
        }
      }
    } catch (error) {
      session.tell(messageOf(error));
    }
  }

  #post(): void {
    if (this.#session === undefined) return;
    const message: ToLabellingView = { type: 'state', state: this.#session.state };
    void this.#panel?.webview.postMessage(message);
  }
}

async function gather({ sources, kind }: Scope): Promise<readonly LocatedUnit[]> {
  const units: LocatedUnit[] = [];
  for await (const unit of unitsOf(sources, kind)) {
    units.push(unit);
    if (units.length === mostTexts) break;
  }
  return units;
}
