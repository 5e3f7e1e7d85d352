import * as vscode from 'vscode';
import { isConfirmed } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { TrainingProcess } from '../../../client/trainingProcess';
import { planData, trainingJob } from '../core/trainingPlan';
import { parseModelId } from '../../../hub/store/modelId';
import type { EngineApi } from '../../../protocol/engineApi';
import { Canceled, messageOf, RequestError } from '../../../protocol/errors';
import { type FineTuningJob, type TrainingReport, defaultSift } from '../../../protocol/training';
import { defaultTrainingOptions } from '../../../protocol/trainingDefaults';
import {
  classifierId,
  withProgress,
  type BaseModel,
  type TrainingChoice,
  type TrainingViewState,
} from '../core/trainingView';
import type { ModelServices } from '../../../editor/modelServices';
import { checkOff } from '../../../editor/walkthrough';
import { type LabeledFile, describeData } from './trainingData';
import { type StoredReport, readReport, stateOfReport } from './storedReports';
import type { StoredTraining, TrainingFolders } from './trainingFolders';

export interface TrainingPlaces {
  readonly serverPath: string;
  readonly engine: EngineApi;
  readonly tools: ModelServices;
  readonly folders: TrainingFolders;
}

/** Milliseconds between two looks at a training in another window. */
const lookInterval = 2000;
/** Lower than that of programs that somebody waits for. */
const priority = 10;

/**
 * One classifier on its way from labeled texts to the store. It trains in a process of its own: canceling kills it,
 * and what was saved last stays until it is resumed or discarded. Errors become the state's message.
 */
export class ClassifierTraining implements vscode.Disposable {
  #process: TrainingProcess<FineTuningJob> | undefined;
  #stored: StoredTraining | undefined;
  #looking: NodeJS.Timeout | undefined;
  #isDisposed = false;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  private constructor(
    private readonly places: TrainingPlaces,
    private readonly file: LabeledFile | undefined,
    private current: TrainingViewState,
  ) {}

  /** Texts that are to be learned from; nothing runs yet. @throws RequestError for labels that cannot be learned */
  static fromTexts(
    places: TrainingPlaces,
    file: LabeledFile,
    choice: TrainingChoice,
    models: readonly BaseModel[],
  ): ClassifierTraining {
    const data = describeData(file.source, planData(file.data, choice));
    return new ClassifierTraining(places, file, { phase: 'setup', choice, data, models, runs: [] });
  }

  /** A training that was cut off, or is under way in another window. */
  static async fromStored(places: TrainingPlaces, stored: StoredTraining): Promise<ClassifierTraining> {
    const { choice, data } = stored;
    const state = { phase: 'stopped', choice, data, models: [], runs: [] } as const;
    const training = new ClassifierTraining(places, undefined, state);
    training.#stored = stored;
    await training.#look();
    return training;
  }

  /** A training that was over long ago. */
  static fromReport(places: TrainingPlaces, stored: StoredReport): ClassifierTraining {
    return new ClassifierTraining(places, undefined, stateOfReport(stored));
  }

  get state(): TrainingViewState {
    return this.current;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get isUnderWay(): boolean {
    return ['running', 'paused'].includes(this.current.phase);
  }

  /** Starts with what was chosen. Resolves when the training is over, one way or another. */
  async start(choice: TrainingChoice): Promise<void> {
    if (this.current.phase !== 'setup' || this.file === undefined) return;
    this.#set({ choice, message: plain`Reading the model…` });
    try {
      this.#stored = await this.#store(choice, this.file);
    } catch (error) {
      this.#set({ message: messageOf(error) });
      return;
    }
    await this.#run(this.#stored);
  }

  /** Resumes where it was saved last. */
  async continue(): Promise<void> {
    if (this.current.phase === 'stopped' && this.#stored !== undefined) await this.#run(this.#stored);
  }

  pause(): void {
    if (this.current.phase !== 'running') return;
    this.#process?.pause();
    this.#set({ phase: 'paused' });
  }

  resume(): void {
    if (this.current.phase !== 'paused') return;
    this.#process?.resume();
    this.#set({ phase: 'running' });
  }

  cancel(): void {
    this.#process?.cancel();
  }

  /** Deletes what was saved of it, once the user has agreed. */
  async discard(): Promise<void> {
    await this.#look();
    if (this.current.phase !== 'stopped') return;
    const { choice, saved } = this.current;
    const { folders } = this.places;
    const progress = saved === undefined ? '' : ` (step ${saved.step} of ${saved.steps})`;
    const question = plain`Delete the saved progress of ${choice.name}${progress}?`;
    if (!(await isConfirmed(question, 'Delete', { isLoss: true }))) return;
    await folders.claimed(choice.name, () => folders.remove(choice.name));
    this.#stored = undefined;
    const message = plain`Its saved progress was deleted.`;
    this.#set({ phase: this.file === undefined ? 'done' : 'setup', runs: [], saved: undefined, message });
  }

  /** Classifies with the model that was made. */
  async use(): Promise<void> {
    const { installed } = this.current;
    if (installed !== undefined) await this.places.tools.settings.useModel('classification', installed);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#looking);
    this.#process?.cancel();
    this.#changed.dispose();
  }

  async #store(choice: TrainingChoice, file: LabeledFile): Promise<StoredTraining> {
    const { engine, folders, tools } = this.places;
    const { name, layers, epochs, seed, sift, compare } = choice;
    if (parseModelId(classifierId(name)) === undefined) {
      throw new RequestError(plain`“${name}” cannot be a model's name. Use letters, digits, hyphens and underscores.`);
    }
    if (
      (await folders.find(name)) !== undefined ||
      (await tools.library.store.find(classifierId(name))) !== undefined
    ) {
      throw new RequestError(plain`There is already a classifier named ${name}. Give this one another name.`);
    }
    const { hiddenSize } = await engine.describe({ model: choice.model });
    const plan = planData(file.data, choice);
    const defaults = defaultTrainingOptions(hiddenSize, plan.train.length, layers);
    const job = trainingJob(plan, {
      model: choice.model,
      out: folders.folderOf(name),
      options: { ...defaults, epochs, seed, sift: sift ? defaultSift : undefined },
      compare,
      threads: tools.settings.threads,
    });
    const stored = { choice, data: describeData(file.source, plan), job };
    await folders.save(stored);
    return stored;
  }

  async #run({ job, data }: StoredTraining): Promise<void> {
    this.#set({ phase: 'running', data, runs: [], saved: undefined, message: undefined });
    const { name } = this.current.choice;
    const { folders } = this.places;
    try {
      await folders.claimed(name, async () => {
        if ((await folders.find(name)) === undefined) {
          throw new RequestError(plain`The training of ${name} was finished or discarded in another window.`);
        }
        await this.#train(job);
      });
    } catch (error) {
      if (!(error instanceof Canceled)) this.places.tools.log.error(messageOf(error));
      const message = error instanceof Canceled ? undefined : messageOf(error);
      this.#set({ phase: 'stopped', message });
      await this.#look();
    } finally {
      this.#process = undefined;
    }
  }

  /** Checks on a training that does not run here, repeatedly while another window runs it. */
  async #look(): Promise<void> {
    clearTimeout(this.#looking);
    const { phase, choice } = this.current;
    if (this.#stored === undefined || (phase !== 'stopped' && phase !== 'elsewhere')) return;
    const { folders, tools } = this.places;
    if (await folders.isElsewhere(choice.name)) {
      const again = () => this.#look().catch((error: unknown) => tools.log.error(messageOf(error)));
      if (!this.#isDisposed) this.#looking = setTimeout(() => void again(), lookInterval);
      this.#set({ phase: 'elsewhere', saved: await folders.savedStep(this.#stored), message: undefined });
    } else if (phase === 'stopped' || (await folders.find(choice.name)) !== undefined) {
      this.#set({ phase: 'stopped', saved: await folders.savedStep(this.#stored) });
    } else {
      const installed = await tools.library.store.find(classifierId(choice.name));
      const report = installed && (await readReport(installed.id, installed.folder));
      const gone = { phase: 'done', message: plain`Its saved progress was deleted in another window.` } as const;
      this.#set(report === undefined ? gone : stateOfReport(report));
    }
  }

  async #train(job: FineTuningJob): Promise<void> {
    const { serverPath, tools } = this.places;
    this.#process = new TrainingProcess(job, {
      serverPath,
      priority,
      onProgress: (progress) => this.#set({ runs: withProgress(this.current.runs, progress) }),
      onStderr: (line) => tools.log.info(line),
    });
    await this.#finish(await this.#process.result);
  }

  /** Takes the trained model into the store, where it is a model like any other. */
  async #finish(report: TrainingReport): Promise<void> {
    const { choice } = this.current;
    const { tools, folders } = this.places;
    this.#set({ message: plain`Checking the model…` });
    const id = classifierId(choice.name);
    await tools.library.import(folders.folderOf(choice.name), id, {});
    await folders.remove(choice.name);
    this.#stored = undefined;
    // A model that finds entities classifies nothing.
    if (choice.use && report.problemType !== 'token_classification')
      await tools.settings.useModel('classification', id);
    this.#set({ phase: 'done', report, installed: id, message: undefined });
    checkOff('train');
  }

  #set(change: Partial<TrainingViewState>): void {
    this.current = { ...this.current, ...change };
    this.#changed.fire();
  }
}

/** The choice that a form begins with. */
export function defaultChoice(name: string, model: string, texts: number): TrainingChoice {
  const heldOut = 0.2;
  const { epochs, seed } = defaultTrainingOptions(0, Math.round(texts * (1 - heldOut)));
  return { name, model, sift: true, compare: true, epochs, layers: 'all', heldOut, seed, use: true };
}
