import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelTask } from '../hub/catalogue';
import { parseModelId } from '../hub/modelId';
import type { InstalledModel } from '../hub/modelStore';
import { precisions, providers, type ModelRequest, type Provider } from '../protocol/engineApi';
import { settingIds } from './ids';
import { resolveModel } from './models/resolveModel';

/** Settings of word suggestions, for one document. */
export interface SuggestionSettings {
  readonly enabled: boolean;
  /** 0 to 1. */
  readonly minimumProbability: number;
  /** Milliseconds without typing before the engine is asked. */
  readonly delay: number;
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
    private readonly bundledModel: string,
    /** Looks into the store of downloaded and imported models. */
    private readonly findInstalled: (id: string) => Promise<InstalledModel | undefined>,
  ) {}

  /**
   * The model that does a task, and its precision, to be spread into a request: `engine.fillMask({ ...(await settings.modelFor('fill-mask')), … })`.
   * Without a model of their own, odd words and classification are done by the one that fills masks, and masks by the bundled one.
   * @throws RequestError when the setting names a model that is not there
   */
  async modelFor(task: ModelTask): Promise<ModelRequest> {
    const chosen = this.#chosen(task);
    const folders = { bundled: this.bundledModel, base: firstWorkspaceFolder() };
    const { model, precision } = await resolveModel(chosen.value, chosen.setting, folders, this.findInstalled);
    const set = read<string>(settingIds.precision, 'auto');
    return { model, precision: precisions.find((one) => one === set) ?? precision };
  }

  /** What to call the model that does a task: its id, its folder's name, or `bundled`. */
  modelName(task: ModelTask): string {
    const { value } = this.#chosen(task);
    return parseModelId(value) === undefined ? path.basename(value || this.bundledModel) : value;
  }

  get provider(): Provider {
    const chosen = read<string>(settingIds.provider, 'auto');
    return providers.find((provider) => provider === chosen) ?? 'auto';
  }

  get threads(): number {
    return Math.max(0, Math.floor(read(settingIds.threads, 0)));
  }

  /** Labels for the active editor's document. */
  get labels(): readonly string[] {
    const labels = read<unknown[]>(settingIds.classifyLabels, [], activeDocument());
    return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [];
  }

  /** The prompt for the active editor's document. */
  get template(): string {
    return read(settingIds.classifyTemplate, '{text} It was about {label}.', activeDocument());
  }

  /** The switch for the active editor's document, whatever its language. */
  get suggestionsEnabled(): boolean {
    return read(settingIds.suggestionsEnabled, true, activeDocument());
  }

  /** Suggestions in `document`: its language's own switch, else that of `*`, else on. */
  suggestionsIn(document: vscode.TextDocument): SuggestionSettings {
    const languages = read<Readonly<Record<string, unknown>>>(settingIds.suggestionsLanguages, {}, document);
    const language = languages[document.languageId] ?? languages['*'] ?? true;
    return {
      enabled: read(settingIds.suggestionsEnabled, true, document) && language === true,
      minimumProbability: read(settingIds.suggestionsMinimumProbability, 0.3, document),
      delay: Math.max(0, read(settingIds.suggestionsDelay, 150, document)),
    };
  }

  /** Turns suggestions on or off where they are set for the active editor's document: in its folder, in the workspace, else for the user. */
  async toggleSuggestions(): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(undefined, activeDocument());
    const set = configuration.inspect<boolean>(settingIds.suggestionsEnabled);
    const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
    const inWorkspace = set?.workspaceValue === undefined ? Global : Workspace;
    const target = set?.workspaceFolderValue === undefined ? inWorkspace : WorkspaceFolder;
    await configuration.update(settingIds.suggestionsEnabled, !this.suggestionsEnabled, target);
  }

  #chosen(task: ModelTask): { readonly setting: string; readonly value: string } {
    const own = { setting: modelSettings[task], value: read(modelSettings[task], '').trim() };
    return own.value !== '' || task === 'fill-mask' ? own : this.#chosen('fill-mask');
  }
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
