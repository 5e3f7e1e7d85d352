import path from 'node:path';
import * as vscode from 'vscode';
import type { EngineApi } from '../../../protocol/engineApi';
import type { AdaptReport } from '../../../protocol/training';
import {
  type BaseModel,
  type TrainingChoice,
  type TrainingViewState,
  classifierId,
  panelState,
} from '../core/trainingView';
import { commandIds, trainingViewType } from '../../../editor/ids';
import type { ModelServices } from '../../../editor/modelServices';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { Adaptation } from './adaptation';
import { chooseData, type DataChoice, type UnfinishedTraining, readLabeledFile } from './trainingData';
import { type TrainingPlaces, ClassifierTraining, defaultChoice } from './classifierTraining';
import { pickReport, readReport } from './storedReports';
import { TrainingFolders } from './trainingFolders';
import { TrainingPanel } from './trainingPanel';
import { TrainingStatus } from './trainingStatus';

/** Optional argument of “Train Classifier…”: what is given is not asked for. */
export interface TrainArgument {
  readonly file?: vscode.Uri;
  /** Replaces parts of what the form begins with, and starts at once. */
  readonly choice?: Partial<TrainingChoice>;
}

/** Training in the editor: from labeled texts to a classifier in the store. One training at a time. */
export class Training implements vscode.Disposable, vscode.WebviewPanelSerializer {
  #training: ClassifierTraining | undefined;
  readonly #folders: TrainingFolders;
  readonly #panel: TrainingPanel;
  readonly #adaptation: Adaptation;
  readonly #places: TrainingPlaces;
  readonly #status = new TrainingStatus();
  readonly #commands: readonly vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    engine: EngineApi,
    private readonly tools: ModelServices,
    private readonly problems: Problems,
    prose: ProseDocuments,
  ) {
    this.#folders = new TrainingFolders(vscode.Uri.joinPath(context.globalStorageUri, 'training').fsPath);
    const webviewFolder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
    this.#panel = new TrainingPanel(webviewFolder, problems);
    const serverPath = vscode.Uri.joinPath(context.extensionUri, 'dist', 'trainingServer.js').fsPath;
    this.#places = { serverPath, engine, tools, folders: this.#folders };
    const adapting = {
      serverPath,
      folder: vscode.Uri.joinPath(context.globalStorageUri, 'adaptation').fsPath,
    };
    this.#adaptation = new Adaptation(adapting, engine, tools, problems, prose);
    this.#commands = [
      vscode.commands.registerCommand(commandIds.trainClassifier, (argument?: TrainArgument | vscode.Uri) =>
        this.train(argument instanceof vscode.Uri ? { file: argument } : argument),
      ),
      vscode.commands.registerCommand(commandIds.showTraining, () => this.#show()),
      vscode.window.registerWebviewPanelSerializer(trainingViewType, this),
    ];
  }

  dispose(): void {
    this.#training?.dispose();
    for (const one of [this.#panel, this.#adaptation, this.#status, ...this.#commands]) one.dispose();
  }

  /** What the panel shows, for tests in a running editor. */
  get state(): TrainingViewState | undefined {
    return this.#training?.state;
  }

  /** Process id of the training that runs. */
  get pid(): number | undefined {
    return this.#training?.pid;
  }

  /** How the last adaptation went, for tests in a running editor. */
  get adapted(): AdaptReport | undefined {
    return this.#adaptation.last;
  }

  /** “Train Classifier…”. Resolves when the form is shown; with a choice given, when the training is over. */
  async train({ file, choice }: TrainArgument = {}): Promise<void> {
    if (this.#training?.isUnderWay === true) return this.#show();
    const data: DataChoice | undefined =
      file === undefined ? await chooseData(await this.#unfinished()) : { kind: 'file', uri: file };
    if (data === undefined) return;
    try {
      await this.#begin(data, choice);
    } catch (error) {
      await this.problems.notify(error);
    }
  }

  async #begin(data: DataChoice, choice: Partial<TrainingChoice> | undefined): Promise<void> {
    if (data.kind === 'label') {
      await vscode.commands.executeCommand(commandIds.labelSentences);
      return;
    }
    if (data.kind === 'unfinished') {
      this.#set(await ClassifierTraining.fromStored(this.#places, data.training));
      return this.#training?.continue();
    }
    const file = await readLabeledFile(data.uri);
    const models = await this.#baseModels();
    const defaults = defaultChoice(await this.#freeName(file.source), models[0]?.path ?? '', file.data.texts.length);
    const training = ClassifierTraining.fromTexts(this.#places, file, { ...defaults, ...choice }, models);
    this.#set(training);
    if (choice !== undefined) await training.start(training.state.choice);
  }

  /** A panel that was open when its window closed shows its training again: what was saved, or its report. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const name = panelState(kept)?.name;
    const stored = name === undefined ? undefined : await this.#stored(name);
    // One that was started meanwhile takes precedence.
    const training = this.#training ?? stored;
    if (training === undefined) {
      panel.dispose();
      return;
    }
    this.#follow(training);
    this.#panel.restore(panel, training);
  }

  /** Those that were cut off, or are under way in another window. */
  async #unfinished(): Promise<readonly UnfinishedTraining[]> {
    const all = await this.#folders.list();
    return Promise.all(
      all.map(async (training) => ({ training, isElsewhere: await this.#folders.isElsewhere(training.choice.name) })),
    );
  }

  async #stored(name: string): Promise<ClassifierTraining | undefined> {
    const unfinished = await this.#folders.find(name);
    if (unfinished !== undefined) return ClassifierTraining.fromStored(this.#places, unfinished);
    const installed = await this.tools.library.store.find(classifierId(name));
    const report = installed === undefined ? undefined : await readReport(installed.id, installed.folder);
    return report === undefined ? undefined : ClassifierTraining.fromReport(this.#places, report);
  }

  #set(training: ClassifierTraining): void {
    this.#follow(training);
    this.#panel.show(training);
  }

  #follow(training: ClassifierTraining): void {
    if (this.#training === training) return;
    this.#training?.dispose();
    this.#training = training;
    training.onDidChange(() => this.#status.show(training.state, !this.#panel.isVisible));
  }

  /** The training of this window, otherwise the report of an earlier one. */
  async #show(): Promise<void> {
    if (this.#training !== undefined) return this.#panel.show(this.#training);
    await this.tools.library.refresh();
    const stored = await pickReport(this.tools.library.installed);
    if (stored !== undefined) this.#set(ClassifierTraining.fromReport(this.#places, stored));
  }

  /** The model that fills masks, then all others on this machine; the bundled one is always there. */
  async #baseModels(): Promise<readonly BaseModel[]> {
    const { library, settings } = this.tools;
    const bundled = {
      path: vscode.Uri.joinPath(this.context.extensionUri, 'models', 'bundled').fsPath,
      name: 'bundled',
    };
    const active = await settings.modelFor('fill-mask').then(
      ({ model }) => ({ path: model, name: settings.modelName('fill-mask') }),
      () => bundled,
    );
    await library.refresh();
    const installed = library.installed
      .filter(({ intact }) => intact)
      .map(({ id, folder }) => ({ path: folder, name: id }));
    const all = [active, bundled, ...installed];
    return all.filter((one, index) => all.findIndex((other) => other.path === one.path) === index);
  }

  /** The file's name as a model's, with a number where that is taken. */
  async #freeName(source: string): Promise<string> {
    const plain =
      path
        .parse(source)
        .name.replace(/[^A-Za-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60) || 'classifier';
    const started = new Set((await this.#folders.list()).map(({ choice }) => choice.name));
    for (let number = 1; ; number++) {
      const name = number === 1 ? plain : `${plain}-${number}`;
      if (!started.has(name) && (await this.tools.library.store.find(classifierId(name))) === undefined) return name;
    }
  }
}
