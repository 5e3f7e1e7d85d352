import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { confidences, type Confidence } from '../features/words/core/confidence';
import { defaultTemplate } from '../features/classification/core/labelSet';
import type { ModelTask } from '../hub/catalogue';
import { parseModelId } from '../hub/modelId';
import type { InstalledModel } from '../hub/modelStore';
import { precisions, providers, type ModelRequest, type Precision, type Provider } from '../protocol/engineApi';
import { settingIds } from './ids';
import { resolveModel } from '../features/models/vscode/resolveModel';

/** Settings of word suggestions, for one document. */
export interface SuggestionSettings {
  readonly enabled: boolean;
  readonly confidence: Confidence;
  /** Milliseconds without typing before the engine is asked. */
  readonly delay: number;
}

/** The value of the setting that names a task's model. */
export interface ModelChoice {
  readonly setting: string;
  /** An id, a path, or nothing for the bundled model. */
  readonly value: string;
  /** False where the task has no model of its own, so that the one that fills masks stands in. */
  readonly isOwn: boolean;
}

/** Settings of text classification. */
export interface ClassificationSettings {
  /** Labels that are offered first. */
  readonly labels: readonly string[];
  readonly template: string;
  /** As they are written in the settings; labelSetsOf reads them. */
  readonly labelSets: Readonly<Record<string, unknown>>;
  /** 0 to 1. */
  readonly threshold: number;
  readonly highlights: boolean;
  readonly followEdits: boolean;
}

/** The setting that names the model of a task. */
export const modelSettings: Readonly<Record<ModelTask, string>> = {
  'fill-mask': settingIds.model,
  'odd-words': settingIds.oddWordsModel,
  classification: settingIds.classifyModel,
};

/** The user's settings, read when they are needed, so that a change counts from then on. Values of a wrong type count as the default. */
export class Settings {
  constructor(
    /** The folder of the model that comes with the extension. */
    readonly bundledModel: string,
    /** Looks into the store of downloaded and imported models. */
    private readonly findInstalled: (id: string) => Promise<InstalledModel | undefined>,
  ) {}

  /**
   * The model that does a task, and its precision, to be spread into a request: `engine.fillMask({ ...(await settings.modelFor('fill-mask')), … })`.
   * Without a model of their own, odd words and classification are done by the one that fills masks, and masks by the bundled one; the
   * attention that is looked at is also that of the one that fills masks.
   * @throws ModelUnavailable when the setting names a model that is not there or cannot do it
   */
  async modelFor(task: ModelTask | 'attention'): Promise<ModelRequest> {
    return this.#resolve(task, this.modelChoice(task === 'attention' ? 'fill-mask' : task));
  }

  /**
   * A model to look at, by its id or path; the bundled one for ''.
   * @throws ModelUnavailable when it is not there
   */
  modelNamed(value: string): Promise<ModelRequest> {
    return this.#resolve('attention', { value, setting: settingIds.model });
  }

  async #resolve(
    task: ModelTask | 'attention',
    { value, setting }: Pick<ModelChoice, 'value' | 'setting'>,
  ): Promise<ModelRequest> {
    const folders = { bundled: this.bundledModel, base: firstWorkspaceFolder() };
    const { model, precision } = await resolveModel({ task, setting, value }, folders, this.findInstalled);
    return { model, precision: this.precision === 'auto' ? precision : this.precision };
  }

  /** What is set for a task. */
  modelChoice(task: ModelTask): ModelChoice {
    const setting = modelSettings[task];
    const value = read(setting, '').trim();
    if (value !== '' || task === 'fill-mask') return { setting, value, isOwn: true };
    return { ...this.modelChoice('fill-mask'), isOwn: false };
  }

  /** What to call the model that does a task: its id, its folder's name, or `bundled`. */
  modelName(task: ModelTask): string {
    const { value } = this.modelChoice(task);
    return parseModelId(value) === undefined ? path.basename(value || this.bundledModel) : value;
  }

  /** Chooses a task's model where it is set now: in the workspace, else for the user; nothing leaves it to what stands in. */
  async useModel(task: ModelTask, value: string): Promise<void> {
    await write(modelSettings[task], value === '' ? undefined : value);
  }

  /** For all models, or each model's own. */
  get precision(): Precision | 'auto' {
    const set = read<string>(settingIds.precision, 'auto');
    return precisions.find((one) => one === set) ?? 'auto';
  }

  /** Address of the Hub; empty for the environment's, else Hugging Face's own. */
  get hubEndpoint(): string {
    return read(settingIds.hubEndpoint, '').trim();
  }

  get provider(): Provider {
    const chosen = read<string>(settingIds.provider, 'auto');
    return providers.find((provider) => provider === chosen) ?? 'auto';
  }

  get threads(): number {
    return Math.max(0, Math.floor(read(settingIds.threads, 0)));
  }

  /** How to classify, for the active editor's document. */
  get classification(): ClassificationSettings {
    const document = activeDocument();
    const labels = read<unknown[]>(settingIds.classifyLabels, [], document);
    return {
      labels: Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [],
      template: read(settingIds.classifyTemplate, defaultTemplate, document),
      labelSets: read<Readonly<Record<string, unknown>>>(settingIds.classifyLabelSets, {}, document),
      threshold: Math.min(1, Math.max(0, read(settingIds.classifyThreshold, 0, document))),
      highlights: read(settingIds.classifyHighlights, false, document),
      followEdits: read(settingIds.classifyFollow, true, document),
    };
  }

  async toggleHighlights(): Promise<void> {
    await toggle(settingIds.classifyHighlights, false);
  }

  /** The switch for the active editor's document, whatever its language. */
  get suggestionsEnabled(): boolean {
    return read(settingIds.suggestionsEnabled, true, activeDocument());
  }

  /** Suggestions in `document`: its language's own switch, else that of `*`, else on. */
  suggestionsIn(document: vscode.TextDocument): SuggestionSettings {
    const languages = read<Readonly<Record<string, unknown>>>(settingIds.suggestionsLanguages, {}, document);
    const language = languages[document.languageId] ?? languages['*'] ?? true;
    const confidence = read<string>(settingIds.suggestionsConfidence, 'balanced', document);
    return {
      enabled: read(settingIds.suggestionsEnabled, true, document) && language === true,
      confidence: confidences.find((one) => one === confidence) ?? 'balanced',
      delay: Math.max(0, read(settingIds.suggestionsDelay, 150, document)),
    };
  }

  /** Turns suggestions on or off where they are set for the active editor's document: in its folder, in the workspace, else for the user. */
  async toggleSuggestions(): Promise<void> {
    await toggle(settingIds.suggestionsEnabled, true);
  }

  /** How sure the model must be, for the active editor's document. */
  get confidence(): Confidence {
    const set = read<string>(settingIds.suggestionsConfidence, 'balanced', activeDocument());
    return confidences.find((one) => one === set) ?? 'balanced';
  }

  /** Sets it where it is set now, as `toggleSuggestions` does. */
  async setConfidence(confidence: Confidence): Promise<void> {
    await write(settingIds.suggestionsConfidence, confidence, activeDocument());
  }

  /** Whether odd words are marked in `document`. */
  oddWordsIn(document: vscode.TextDocument): boolean {
    return read(settingIds.oddWordsEnabled, false, document);
  }

  /** Turns the marking of odd words on or off, as `toggleSuggestions` does; returns what holds then. */
  toggleOddWords(): Promise<boolean> {
    return toggle(settingIds.oddWordsEnabled, false);
  }

  /** Words that are never marked as odd. */
  ignoredOddWords(document: vscode.TextDocument): readonly string[] {
    const words = read<unknown[]>(settingIds.oddWordsIgnored, [], document);
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
  }

  /** Adds a word to those that are never marked, in the user's settings. */
  ignoreOddWord(word: string): Promise<void> {
    return inTurn(async () => {
      const configuration = vscode.workspace.getConfiguration();
      const words = configuration.inspect<unknown[]>(settingIds.oddWordsIgnored)?.globalValue ?? [];
      await configuration.update(settingIds.oddWordsIgnored, [...words, word], vscode.ConfigurationTarget.Global);
    });
  }

  /** Marks no odd words in this workspace, whatever the user's own settings say. */
  async turnOddWordsOffInWorkspace(): Promise<void> {
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update(settingIds.oddWordsEnabled, false, Workspace);
  }
}

let lastChange: Promise<unknown> = Promise.resolve();

/** Runs changes one after the other, so that each starts from what the one before wrote. */
function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const done = lastChange.then(change);
  lastChange = done.catch(() => undefined);
  return done;
}

/** Turns a switch for the active editor's document on or off; returns what it is then. */
function toggle(id: string, missing: boolean): Promise<boolean> {
  return inTurn(async () => {
    const enabled = !read(id, missing, activeDocument());
    await write(id, enabled, activeDocument());
    return enabled;
  });
}

/** Changes a setting where it is set for `scope`: in its folder, in the workspace, else for the user. */
async function write(id: string, value: unknown, scope?: vscode.ConfigurationScope): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(undefined, scope);
  const set = configuration.inspect(id);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const inWorkspace = set?.workspaceValue === undefined ? Global : Workspace;
  await configuration.update(id, value, set?.workspaceFolderValue === undefined ? inWorkspace : WorkspaceFolder);
}

function firstWorkspaceFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
}

function activeDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}

function read<T>(id: string, fallback: T, scope?: vscode.ConfigurationScope): T {
  const value = vscode.workspace.getConfiguration(undefined, scope).get<T>(id, fallback);
  return typeof value === typeof fallback && value !== null ? value : fallback;
}
