import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { choosePlace, type PlaceName } from '../../../editor/chooseScope';
import { commandIds } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { resultEdits } from '../../../editor/results/resultEdits';
import type { ResultsView } from '../../../editor/results/resultsView';
import type { Settings } from '../../../editor/settings';
import type { Source } from '../../../editor/sources';
import { showBriefly, showInformation } from '../../../editor/ui/notifications';
import { ask as askUser } from '../../../editor/ui/picks';
import type { EngineApi } from '../../../protocol/engineApi';
import { Canceled } from '../../../protocol/errors';
import type { FoundPlace } from '../core/foundPlaces';
import type { Findings } from '../core/placeList';
import { AskResults } from './askResults';
import { AskRun, type AskRequest } from './askRun';
import { SearchIndex } from './searchIndex';

/** Optional argument of “Ask…”: what is given is not asked for. */
export interface AskArgument {
  readonly question?: string;
  readonly scope?: PlaceName;
  readonly folder?: vscode.Uri;
}

/** Questions to documents: “Ask…”, its results, and the index that finds passages. */
export class Asking implements vscode.Disposable {
  readonly #index: SearchIndex;
  readonly #run: AskRun;
  readonly #results: AskResults;
  readonly #disposables: readonly vscode.Disposable[];
  /** What was asked last, to be asked again or changed. */
  #question = '';

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    prose: ProseDocuments,
    private readonly view: ResultsView,
  ) {
    this.#index = new SearchIndex(prose);
    this.#run = new AskRun(engine, this.#index);
    this.#results = new AskResults(this.#run);
    view.add(this.#results);
    const { registerCommand } = vscode.commands;
    this.#disposables = [
      this.#run,
      vscode.workspace.onDidChangeTextDocument((change) => this.#edited(change)),
      registerCommand(commandIds.ask, (argument?: AskArgument) => this.ask(argument)),
      registerCommand(commandIds.rebuildIndex, () => this.#rebuild()),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** “Ask…”: asks for a question and where to look, and fills the results view. Resolves when the run is over. */
  async ask(argument: AskArgument = {}): Promise<void> {
    try {
      const question = argument.question ?? (await this.#askForQuestion());
      if (question === undefined) return;
      this.#question = question;
      const sources = await choosePlace(argument, 'Find the answer in');
      if (sources === undefined) return;
      if (sources.length === 0) return void showInformation(plain`There are no text files to ask there.`);
      await this.#show(await this.#requestFor(question, sources));
    } catch (error) {
      void this.problems.notify(error);
    }
  }

  /** What is found for a question beside the view. @throws Canceled */
  async findings(question: string, sources: readonly Source[], signal: AbortSignal): Promise<Findings> {
    const run = new AskRun(this.engine, this.#index);
    const cancel = () => run.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await run.start(await this.#requestFor(question, sources));
      if (run.canceled || signal.aborted) throw new Canceled();
      return run.findings;
    } finally {
      signal.removeEventListener('abort', cancel);
      run.dispose();
    }
  }

  async #show(request: AskRequest): Promise<void> {
    await this.view.reveal(this.#results);
    await this.view.whileBusy(() => this.#run.start(request));
    this.problems.clear();
  }

  async #requestFor(question: string, sources: readonly Source[]): Promise<AskRequest> {
    const reader = await this.settings.chosenModelFor('answers');
    const reranker = await this.settings.chosenModelFor('ranking');
    const names = { reader: this.settings.modelName('answers'), reranker: this.settings.modelName('ranking') };
    return { question, ...names, sources, models: { reader, reranker } };
  }

  #askForQuestion(): Thenable<string | undefined> {
    return askUser({
      title: 'Ask your documents',
      value: this.#question,
      placeHolder: 'When is the report due?',
      validateInput: (value) => (value.trim() === '' ? 'Ask something.' : undefined),
    });
  }

  /** Forgets the index. The question that is shown is asked again, which reads its documents. */
  async #rebuild(): Promise<void> {
    this.#index.clear();
    const { current } = this.#run;
    if (current === undefined) return showBriefly(plain`The next question builds the index`, 'search');
    try {
      await this.#show(await this.#requestFor(current.question, current.sources));
    } catch (error) {
      void this.problems.notify(error);
    }
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length > 0) this.#run.edited(document.uri.toString(), resultEdits(contentChanges));
  }

  /** What the view holds, for tests in a running editor. */
  results(): { readonly state: string; readonly message: string; readonly places: readonly FoundPlace[] } {
    const { state, message, findings } = this.#run;
    return { state, message, places: findings.places };
  }
}
