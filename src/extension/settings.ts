import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { precisions, providers, type Precision, type Provider } from '../protocol/engineApi';
import { settingIds } from './ids';

/** Settings of word suggestions, for one document. */
export interface SuggestionSettings {
  readonly enabled: boolean;
  /** 0 to 1. */
  readonly minimumProbability: number;
  /** Milliseconds without typing before the engine is asked. */
  readonly delay: number;
}

/** The user's settings, read when they are needed, so that a change counts from then on. Values of a wrong type count as the default. */
export class Settings {
  constructor(private readonly bundledModel: string) {}

  /** Folder of the model: the user's, `~` and paths relative to the first workspace folder resolved, or the bundled one. */
  get model(): string {
    const chosen = read(settingIds.model, '').trim();
    if (chosen === '') return this.bundledModel;
    if (/^~(?=$|[\\/])/.test(chosen)) return path.join(os.homedir(), chosen.slice(1));
    return path.resolve(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir(), chosen);
  }

  get provider(): Provider {
    const chosen = read<string>(settingIds.provider, 'auto');
    return providers.find((provider) => provider === chosen) ?? 'auto';
  }

  get precision(): Precision {
    const chosen = read<string>(settingIds.precision, 'fp32');
    return precisions.find((precision) => precision === chosen) ?? 'fp32';
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
}

function activeDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}

function read<T>(id: string, fallback: T, scope?: vscode.ConfigurationScope): T {
  const value = vscode.workspace.getConfiguration(undefined, scope).get<T>(id, fallback);
  return typeof value === typeof fallback && value !== null ? value : fallback;
}
