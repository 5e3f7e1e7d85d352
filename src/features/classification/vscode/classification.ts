import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { ResultStore, type ClassifiedText } from '../core/resultStore';
import type { ExportFormat } from '../core/exportResults';
import type { ResultNode } from '../core/resultTree';
import type { EngineApi } from '../../../protocol/engineApi';
import { commandIds, internalCommands } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { toggleHighlights } from './classificationSettings';
import { slowProgress } from '../../../editor/slowProgress';
import { checkOff } from '../../../editor/walkthrough';
import { getBetterLabels } from './showClassification';
import { LabelChooser, type ClassifyArgument, saveLabelSet } from './chooseLabels';
import { chooseScope, type Scope, type ScopeName } from '../../../editor/chooseScope';
import { ClassificationRun } from './classificationRun';
import { ClassifySelection } from './classifySelection';
import { findFiles, revealPlace } from '../../../editor/sources';
import { copyCommand, copyLabel, exportCommand } from './exportCommands';
import { FollowEdits } from './followEdits';
import { Highlights } from './highlights';
import { ResultsView } from './resultsView';

/** Optional argument of “Classify…”: what is given is not asked for. */
export interface ClassifyDocumentsArgument extends ClassifyArgument {
  readonly scope?: ScopeName;
  readonly folder?: vscode.Uri;
}

/** Text classification in the editor: its commands, the results view, highlights, and results that follow edits. */
export class Classification implements vscode.Disposable {
  readonly selection: ClassifySelection;
  readonly store = new ResultStore();
  readonly run: ClassificationRun;
  readonly #view: ResultsView;
  readonly #chooser: LabelChooser;
  readonly #disposables: readonly vscode.Disposable[];

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    prose: ProseDocuments,
  ) {
    this.#chooser = new LabelChooser();
    this.selection = new ClassifySelection(engine, settings, problems, this.#chooser, prose);
    this.run = new ClassificationRun(engine, prose, this.store);
    this.#view = new ResultsView(this.run);
    this.#disposables = [
      ...[this.run, this.#view, new Highlights(this.run), new FollowEdits(engine, this.run, problems, prose)],
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
      await this.#view.reveal();
      // A filter is of the results before: its label may not be among these.
      this.#view.clearFilter();
      const modelName = this.settings.modelName('classification');
      const request = { ...model, own: labels.own };
      await this.#view.whileBusy(() => this.run.start({ ...scope, labels, request, modelName }));
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
    const { run, store } = this;
    const view = this.#view;
    const { registerCommand } = vscode.commands;
    return [
      registerCommand(commandIds.classifySelection, (argument?: ClassifyArgument) => this.selection.run(argument)),
      registerCommand(commandIds.classify, (argument?: ClassifyDocumentsArgument) => this.classify(argument)),
      registerCommand(
        commandIds.classifyFiles,
        (uri: vscode.Uri, uris?: readonly vscode.Uri[], argument?: ClassifyArgument) =>
          this.classifyFiles(uris ?? [uri], argument),
      ),
      registerCommand(commandIds.cancelClassification, () => run.cancel()),
      registerCommand(commandIds.pauseClassification, () => run.pause()),
      registerCommand(commandIds.resumeClassification, () => run.resume()),
      registerCommand(commandIds.clearResults, () => run.clear()),
      registerCommand(commandIds.exportResults, (to?: unknown) =>
        this.#reporting(exportCommand(store, view.tree, to instanceof vscode.Uri ? to : undefined)),
      ),
      // A menu gives its own arguments to commands.
      registerCommand(commandIds.copyResults, (format?: unknown) =>
        copyCommand(store, view.tree, typeof format === 'string' ? (format as ExportFormat) : undefined),
      ),
      registerCommand(
        commandIds.copyLabel,
        (node?: ResultNode) => node?.kind === 'text' && copyLabel(store, node.text),
      ),
      registerCommand(commandIds.orderResults, () => view.chooseOrder()),
      registerCommand(commandIds.filterResults, () => view.filterText()),
      registerCommand(commandIds.filterResultsByLabel, (label: string) => view.filterLabel(label)),
      registerCommand(commandIds.clearResultsFilter, () => view.clearFilter()),
      registerCommand(commandIds.revealResult, (uri: string, start: number, end: number) =>
        revealPlace(uri, start, end),
      ),
      registerCommand(internalCommands.betterLabels, getBetterLabels),
      registerCommand(commandIds.showMoreResults, (of: string) => view.showMore(of)),
      registerCommand(commandIds.saveLabelSet, () => this.#reporting(saveLabelSet(run.current?.labels))),
      registerCommand(commandIds.toggleHighlights, toggleHighlights),
    ];
  }

  /** The result of work; a failure is reported, e.g. a full disk. */
  #reporting<T>(work: Promise<T>): Promise<T | undefined> {
    return work.catch((error: unknown) => {
      void this.problems.notify(error);
      return undefined;
    });
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
