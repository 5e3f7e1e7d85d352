import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { ResultStore, type ClassifiedText } from '../core/resultStore';
import { heldBy, type ResultNode } from '../core/resultTree';
import type { EngineApi } from '../../../protocol/engineApi';
import { commandIds, internalCommands, settingIds } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { classificationSettings } from './classificationSettings';
import { slowProgress } from '../../../editor/slowProgress';
import { checkOff } from '../../../editor/walkthrough';
import { getBetterLabels } from './showClassification';
import { LabelChooser, type ClassifyArgument, saveLabelSet } from './chooseLabels';
import { chooseScope, type Scope, type ScopeName } from '../../../editor/chooseScope';
import { ClassificationRun, type RunRequest } from './classificationRun';
import { ClassifySelection } from './classifySelection';
import { findFiles } from '../../../editor/sources';
import { FollowEdits } from '../../../editor/results/followEdits';
import { Highlights, type Mark } from '../../../editor/results/highlights';
import type { ResultsView } from '../../../editor/results/resultsView';
import type { ResultLine } from '../../../editor/results/shownResults';
import { classifiedTexts } from '../core/classifyUnits';
import { passing } from '../core/verdict';
import { ClassificationResults } from './classificationResults';
import { scoresTooltip } from './resultItems';

/** Optional argument of “Classify…”: what is given is not asked for. */
export interface ClassifyDocumentsArgument extends ClassifyArgument {
  readonly scope?: ScopeName;
  readonly folder?: vscode.Uri;
}

/** Text classification in the editor: its commands, results, highlights, and results that follow edits. */
export class Classification implements vscode.Disposable {
  readonly selection: ClassifySelection;
  readonly store = new ResultStore();
  readonly run: ClassificationRun;
  readonly #results: ClassificationResults;
  readonly #chooser: LabelChooser;
  readonly #disposables: readonly vscode.Disposable[];

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    prose: ProseDocuments,
    private readonly view: ResultsView,
  ) {
    this.#chooser = new LabelChooser();
    this.selection = new ClassifySelection(engine, settings, problems, this.#chooser, prose);
    this.run = new ClassificationRun(engine, prose, this.store);
    this.#results = new ClassificationResults(this.run);
    view.add(this.#results);
    const followed = {
      run: this.run,
      isOn: () => classificationSettings().followEdits,
      answersOf: ({ request }: RunRequest) => classifiedTexts(engine, request),
    };
    const marked = {
      onDidChange: this.run.onDidChange,
      setting: settingIds.classifyHighlights,
      isOn: () => classificationSettings().highlights,
      marksIn: (uri: string) => this.#marksIn(uri),
    };
    this.#disposables = [
      ...[this.run, new Highlights(marked), new FollowEdits(followed, problems, prose)],
      ...this.#commands(),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** “Classify…”: asks what and with which labels, and fills the results view. Resolves when the run is over. */
  async classify(argument: ClassifyDocumentsArgument = {}): Promise<void> {
    await this.#start(argument, () => chooseScope(argument));
  }

  async classifyFiles(uris: readonly vscode.Uri[], argument: ClassifyArgument = {}): Promise<void> {
    await this.#start(argument, async () => ({
      kind: 'sentence',
      sources: await findFiles(uris),
    }));
  }

  async #start(argument: ClassifyArgument, scopeOf: () => Promise<Scope | undefined>): Promise<void> {
    try {
      const scope = await scopeOf();
      if (scope === undefined) return;
      if (scope.sources.length === 0) {
        void showInformation(plain`There are no text files to classify there.`);
        return;
      }
      const model = await this.settings.modelFor('classification');
      const description = await slowProgress(plain`Reading the model`, (signal) =>
        this.engine.describe(model, { signal }),
      );
      const labels = await this.#chooser.choose(description, argument);
      if (labels === undefined) return;
      await this.view.reveal(this.#results);
      const modelName = this.settings.modelName('classification');
      const request = { ...model, own: labels.own };
      await this.view.whileBusy(() => this.run.start({ ...scope, labels, request, modelName }));
      this.problems.clear();
      if (this.store.table !== undefined && !this.run.canceled) checkOff('classify');
      if (this.store.table === undefined && this.store.skipped.length === 0 && !this.run.canceled) {
        void showInformation(plain`There is no prose to classify there.`);
      }
    } catch (error) {
      void this.problems.notify(error);
    }
  }

  #commands(): vscode.Disposable[] {
    const { registerCommand } = vscode.commands;
    return [
      registerCommand(commandIds.classifySelection, (argument?: ClassifyArgument) => this.selection.run(argument)),
      registerCommand(commandIds.classify, (argument?: ClassifyDocumentsArgument) => this.classify(argument)),
      registerCommand(
        commandIds.classifyFiles,
        (uri: vscode.Uri, uris?: readonly vscode.Uri[], argument?: ClassifyArgument) =>
          this.classifyFiles(uris ?? [uri], argument),
      ),
      registerCommand(commandIds.copyLabel, (line?: ResultLine<ResultNode>) => this.#copyLabel(line?.node)),
      registerCommand(internalCommands.betterLabels, getBetterLabels),
      registerCommand(commandIds.saveLabelSet, () => this.#saveLabels()),
    ];
  }

  async #copyLabel(node: ResultNode | undefined): Promise<void> {
    const { table } = this.store;
    if (node?.kind === 'text' && table !== undefined)
      await vscode.env.clipboard.writeText(heldBy(table, node.text).join(', '));
  }

  async #saveLabels(): Promise<void> {
    try {
      await saveLabelSet(this.run.current?.labels);
    } catch (error) {
      void this.problems.notify(error);
    }
  }

  #marksIn(uri: string): Mark[] {
    const { table } = this.store;
    if (table === undefined) return [];
    return (this.store.file(uri)?.texts ?? []).map((text) => ({
      start: text.start,
      end: text.end,
      color: passing(text.scores, table.problemType, table.threshold)[0],
      hover: () => scoresTooltip({ ...text, text: '' }, table),
      why: () => this.#results.whyOf(uri, text),
    }));
  }

  /** What the view holds, for tests in a running editor. */
  results(): {
    readonly state: string;
    readonly message: string;
    readonly texts: readonly (ClassifiedText & { readonly uri: string })[];
  } {
    const texts = this.store.files.flatMap(({ uri, texts }) => texts.map((text) => ({ ...text, uri })));
    return { state: this.run.state, message: this.run.message, texts };
  }
}
