import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { messageOf } from '../../../protocol/errors';
import type { FromLabelingView, ToLabelingView } from '../core/labelingView';
import { chooseScope, type Scope, type ScopeName } from '../../../editor/chooseScope';
import { unitsOf, type LocatedUnit } from '../../../editor/sources';
import { commandIds, labelingViewType } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { slowProgress } from '../../../editor/slowProgress';
import { ViewPanel } from '../../../editor/viewPanel';
import { chooseLabelFile } from './chooseLabelFile';
import { LabelFile } from './labelFile';
import { LabelingSession } from './labelingSession';

/** Optional argument of “Label Sentences…”: what is given is not asked for. */
export interface LabelArgument {
  readonly scope?: ScopeName;
  readonly folder?: vscode.Uri;
  readonly file?: vscode.Uri;
  readonly labels?: readonly string[];
}

/** Maximum number of texts to gather: nobody labels more. */
const maxTexts = 50_000;

/** “Label Sentences…”: a panel that shows one text after the other and takes its label by a key. */
export class Labeling implements vscode.Disposable {
  readonly #view: ViewPanel<FromLabelingView, ToLabelingView>;
  #session: LabelingSession | undefined;
  readonly #command: vscode.Disposable;

  constructor(
    webviewFolder: vscode.Uri,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#view = new ViewPanel({
      type: labelingViewType,
      name: 'labeling',
      folder: webviewFolder,
      title: 'Label Sentences',
      receive: (message) => void this.#receive(message),
    });
    this.#command = vscode.commands.registerCommand(commandIds.labelSentences, (argument?: LabelArgument) =>
      this.label(argument),
    );
  }

  dispose(): void {
    this.#command.dispose();
    this.#view.dispose();
  }

  /** Asks for documents and for a file, and shows the panel. */
  async label(argument: LabelArgument = {}): Promise<void> {
    try {
      const scope = await chooseScope(argument, 'Label');
      if (scope === undefined) return;
      const uri = argument.file ?? (await labelFile());
      if (uri === undefined) return;
      const units = await slowProgress(plain`Looking for sentences`, () => gather(this.prose, scope));
      if (units.length === 0) {
        void showInformation(plain`There is no prose to label there.`);
        return;
      }
      this.#show(await LabelingSession.open(new LabelFile(uri), units, argument.labels ?? []));
    } catch (error) {
      await this.problems.notify(error);
    }
  }

  #show(session: LabelingSession): void {
    this.#session = session;
    session.onDidChange(() => this.#post());
    this.#view.show('Label');
    this.#post();
  }

  async #receive(message: FromLabelingView): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
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
          const uri = await labelFile();
          if (uri !== undefined) this.#show(await session.into(new LabelFile(uri)));
          return;
        }
        case 'train': {
          const { missing } = session;
          if (missing !== undefined) return session.notify(missing);
          await vscode.commands.executeCommand(commandIds.trainClassifier, { file: session.file.uri });
        }
      }
    } catch (error) {
      session.notify(messageOf(error));
    }
  }

  #post(): void {
    if (this.#session !== undefined) this.#view.post({ type: 'state', state: this.#session.state });
  }
}

async function gather(prose: ProseDocuments, { sources, kind }: Scope): Promise<readonly LocatedUnit[]> {
  const units: LocatedUnit[] = [];
  for await (const unit of unitsOf(prose, sources, kind)) {
    units.push(unit);
    if (units.length === maxTexts) break;
  }
  return units;
}

function labelFile(): Promise<vscode.Uri | undefined> {
  return chooseLabelFile('labels.jsonl', 'A file of JSON lines, one labeled text each');
}
