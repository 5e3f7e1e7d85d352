import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { choosePlace, type PlaceName } from '../../../editor/chooseScope';
import { commandIds, settingIds } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { FollowEdits } from '../../../editor/results/followEdits';
import { Highlights, type Mark } from '../../../editor/results/highlights';
import type { ResultsView } from '../../../editor/results/resultsView';
import type { ResultLine } from '../../../editor/results/shownResults';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';
import { findFiles, type Source } from '../../../editor/sources';
import { showInformation } from '../../../editor/ui/notifications';
import type { EngineApi } from '../../../protocol/engineApi';
import type { Calibration } from '../core/calibrate';
import { CheckStore, type CheckedText } from '../core/checkStore';
import type { CheckNode } from '../core/checkTree';
import { askInference } from '../core/checkUnits';
import { isClaim } from '../core/sourceIndex';
import { checkingLabels, verdicts, type Verdict } from '../core/verdict';
import { calibrateBy, chooseLabeledPairs, confirmThresholds } from './calibrateCheck';
import { verdictStyles, verdictTooltip } from './checkItems';
import { CheckResults } from './checkResults';
import { CheckRun, type CheckRequest } from './checkRun';
import { checkSettings, writeThresholds } from './checkSettings';
import { chooseSource, sourceAt, type ChosenSource } from './chooseSource';

/** Optional argument of “Check Against Source…”: what is given is not asked for. */
export interface CheckArgument {
  readonly scope?: PlaceName;
  readonly folder?: vscode.Uri;
  readonly source?: readonly vscode.Uri[];
}

/** Checks of texts against a source: their commands, results, marks, and results that follow edits. */
export class SourceChecks implements vscode.Disposable {
  readonly #store = new CheckStore();
  readonly #run: CheckRun;
  readonly #results: CheckResults;
  readonly #disposables: readonly vscode.Disposable[];
  #lastSource: ChosenSource | undefined;

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
    private readonly view: ResultsView,
  ) {
    this.#run = new CheckRun(engine, prose, this.#store);
    this.#results = new CheckResults(this.#run);
    view.add(this.#results);
    const followed = {
      run: this.#run,
      isOn: () => checkSettings().followEdits,
      answersOf: (request: CheckRequest, uri: string) => this.#run.answersOf(request, uri),
      isFor: isClaim,
    };
    const marked = {
      onDidChange: this.#run.onDidChange,
      setting: settingIds.checkHighlights,
      isOn: () => checkSettings().highlights,
      marksIn: (uri: string) => this.#marksIn(uri),
      styles: verdictStyles,
    };
    this.#disposables = [
      ...[this.#run, new Highlights(marked), new FollowEdits(followed, problems, prose)],
      ...this.#commands(),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #commands(): vscode.Disposable[] {
    const { registerCommand } = vscode.commands;
    return [
      registerCommand(commandIds.checkSource, (argument: CheckArgument = {}) =>
        this.#check(argument, () => choosePlace(argument, 'Check')),
      ),
      registerCommand(commandIds.checkFiles, (uri: vscode.Uri, uris?: readonly vscode.Uri[]) =>
        this.#check({}, () => findFiles(uris ?? [uri])),
      ),
      registerCommand(commandIds.calibrateCheck, (file?: unknown) =>
        this.#calibrate(file instanceof vscode.Uri ? file : undefined),
      ),
      registerCommand(commandIds.copyPassage, (line?: ResultLine<CheckNode>) => copyPassage(line?.node)),
    ];
  }

  /** Asks what and against what, and fills the results view. Resolves when the run is over. */
  async #check({ source: given }: CheckArgument, textsOf: () => Promise<readonly Source[] | undefined>): Promise<void> {
    try {
      // Without a model there is nothing to choose.
      const { model, labels, labelNames } = await this.#model();
      const sources = await textsOf();
      if (sources === undefined) return;
      const source = given === undefined ? await chooseSource(sources, this.#lastSource) : await sourceAt(given);
      if (source === undefined) return;
      this.#lastSource = source;
      await this.view.reveal(this.#results);
      const { thresholds } = checkSettings();
      const modelName = this.settings.modelName('checking');
      const request = { sources, kind: 'sentence' as const, source, model, modelName, labels, labelNames, thresholds };
      await this.view.whileBusy(() => this.#run.start(request));
      this.problems.clear();
      if (this.#store.total === 0 && this.#store.skipped.length === 0 && !this.#run.canceled)
        void showInformation(plain`There is no sentence to check there.`);
    } catch (error) {
      void this.problems.notify(error);
    }
  }

  /** Thresholds by labeled pairs; of a `given` file, without asking. */
  async #calibrate(given?: vscode.Uri): Promise<Calibration | undefined> {
    try {
      const { model, labels } = await this.#model();
      const file = given ?? (await chooseLabeledPairs());
      if (file === undefined) return undefined;
      const ask = askInference(this.engine, model, labels);
      const found = await calibrateBy(file, this.prose, ask, labels.contradicted !== undefined);
      this.problems.clear();
      if (given === undefined && !(await confirmThresholds(found))) return undefined;
      await writeThresholds(found);
      return found;
    } catch (error) {
      void this.problems.notify(error);
      return undefined;
    }
  }

  async #model(): Promise<Pick<CheckRequest, 'model' | 'labels' | 'labelNames'>> {
    const model = await this.settings.modelFor('checking');
    const describe = (signal: AbortSignal) => this.engine.describe(model, { signal });
    const description = await slowProgress(plain`Reading the model`, describe);
    return { model, labels: checkingLabels(description), labelNames: description.labels };
  }

  #marksIn(uri: string): Mark[] {
    return (this.#store.file(uri)?.texts ?? []).map((text) => {
      const judgment = this.#store.judge(text);
      const hover = () => verdictTooltip({ text, judgment });
      return {
        start: text.start,
        end: text.end,
        color: verdicts.indexOf(judgment.verdict),
        hover,
        why: () => this.#results.whyOf(uri, { text, judgment }),
      };
    });
  }

  /** What the view holds, for tests in a running editor. */
  results(): {
    readonly state: string;
    readonly message: string;
    readonly texts: readonly (CheckedText & { readonly uri: string; readonly verdict: Verdict })[];
  } {
    const texts = this.#store.files.flatMap(({ uri, texts: all }) =>
      all.map((text) => ({ ...text, uri, verdict: this.#store.judge(text).verdict })),
    );
    return { state: this.#run.state, message: this.#run.message, texts };
  }
}

async function copyPassage(node: CheckNode | undefined): Promise<void> {
  if (node?.kind === 'passage') await vscode.env.clipboard.writeText(node.evidence.passage.text);
}
