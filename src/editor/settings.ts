import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { hasStandIn, type EditorTask } from '../hub/catalog';
import { parseModelId } from '../hub/store/modelId';
import type { InstalledModel } from '../hub/store/modelStore';
import { precisions, providers, type ModelRequest, type Precision, type Provider } from '../protocol/engineApi';
import { modelSettings, settingIds } from './ids';
import { NoModelChosen, resolveModel } from '../hub/resolveModel';

/** The value of the setting that names a task's model. */
export interface ModelChoice {
  readonly setting: string;
  /** An id, a path, or nothing for the bundled model. */
  readonly value: string;
  /** False where the task has no model of its own, so that the one that fills masks stands in. */
  readonly isOwn: boolean;
}

/** The user's settings, read when needed, so changes apply at once. Values of a wrong type count as the default. */
export class Settings {
  constructor(
    /** The folder of the model that comes with the extension. */
    readonly bundledModel: string,
    /** Looks into the store of downloaded and imported models. */
    private readonly findInstalled: (id: string) => Promise<InstalledModel | undefined>,
  ) {}

  /**
   * The model that does a task, and its precision, to be spread into a request: `engine.fillMask({ ...(await
   * settings.modelFor('fill-mask')), … })`. Without a model of their own, odd words and classification are done by the
   * one that fills masks, and masks by the bundled one; the attention that is looked at is also that of the one that
   * fills masks.
   * @throws ModelUnavailable when the setting names a model that is not there or cannot do it
   * @throws NoModelChosen when the setting names none, and no other model can stand in
   */
  async modelFor(task: EditorTask | 'attention'): Promise<ModelRequest> {
    const choice = this.modelChoice(task === 'attention' ? 'fill-mask' : task);
    if (task !== 'attention' && choice.value === '' && !isBundledFor(task)) throw new NoModelChosen(task);
    return this.#resolve(task, choice);
  }

  /** As `modelFor`; undefined when none is chosen, for a task that is done without one as well. */
  async chosenModelFor(task: EditorTask): Promise<ModelRequest | undefined> {
    return this.modelChoice(task).value === '' && !isBundledFor(task) ? undefined : this.modelFor(task);
  }

  /**
   * A model to look at, by its id or path; the bundled one for ''.
   * @throws ModelUnavailable when it is not there
   */
  modelNamed(value: string): Promise<ModelRequest> {
    return this.#resolve('attention', { value, setting: settingIds.model });
  }

  async #resolve(
    task: EditorTask | 'attention',
    { value, setting }: Pick<ModelChoice, 'value' | 'setting'>,
  ): Promise<ModelRequest> {
    const folders = { bundled: this.bundledModel, base: firstWorkspaceFolder() };
    const { model, precision } = await resolveModel({ task, setting, value }, folders, this.findInstalled);
    return { model, precision: this.precision === 'auto' ? precision : this.precision };
  }

  /** What is set for a task. */
  modelChoice(task: EditorTask): ModelChoice {
    const setting = modelSettings[task];
    const value = readSetting(setting, '').trim();
    if (value !== '' || !hasStandIn(task)) return { setting, value, isOwn: true };
    return { ...this.modelChoice('fill-mask'), isOwn: false };
  }

  /** What to call the model that does a task: its id, its folder's name, `bundled`, or `none`. */
  modelName(task: EditorTask): string {
    const { value } = this.modelChoice(task);
    if (value === '' && !isBundledFor(task)) return 'none';
    return parseModelId(value) === undefined ? path.basename(value || this.bundledModel) : value;
  }

  /** Sets a task's model where it is set now: in the workspace, otherwise for the user. '' resets it to the default. */
  async useModel(task: EditorTask, value: string): Promise<void> {
    await writeSetting(modelSettings[task], value === '' ? undefined : value);
  }

  /** For all models, or each model's own. */
  get precision(): Precision | 'auto' {
    const set = readSetting<string>(settingIds.precision, 'auto');
    return precisions.find((one) => one === set) ?? 'auto';
  }

  /** Address of the Hub; if empty, the environment's, otherwise Hugging Face's own. */
  get hubEndpoint(): string {
    return readSetting(settingIds.hubEndpoint, '').trim();
  }

  get provider(): Provider {
    const chosen = readSetting<string>(settingIds.provider, 'auto');
    return providers.find((provider) => provider === chosen) ?? 'auto';
  }

  get threads(): number {
    return Math.max(0, Math.floor(readSetting(settingIds.threads, 0)));
  }
}

/** Whether a task is done by the bundled model where no other one is chosen. */
function isBundledFor(task: EditorTask): boolean {
  return task === 'fill-mask' || hasStandIn(task);
}

let lastChange: Promise<unknown> = Promise.resolve();

/** Runs changes one after the other, so that each starts from what the one before wrote. */
export function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const done = lastChange.then(change);
  lastChange = done.catch(() => undefined);
  return done;
}

/** Turns a switch for the active editor's document on or off; returns what it is then. */
export function toggleSetting(id: string, missing: boolean): Promise<boolean> {
  return inTurn(async () => {
    const enabled = !readSetting(id, missing, activeDocument());
    await writeSetting(id, enabled, activeDocument());
    return enabled;
  });
}

/** Changes a setting where it is set for `scope`: in its folder, in the workspace, otherwise for the user. */
export async function writeSetting(id: string, value: unknown, scope?: vscode.ConfigurationScope): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(undefined, scope);
  const set = configuration.inspect(id);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const inWorkspace = set?.workspaceValue === undefined ? Global : Workspace;
  await configuration.update(id, value, set?.workspaceFolderValue === undefined ? inWorkspace : WorkspaceFolder);
}

function firstWorkspaceFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
}

export function activeDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}

/** A number from 0 to 1, whatever is written there. */
export function readShare(id: string, fallback: number, scope?: vscode.ConfigurationScope): number {
  return Math.min(1, Math.max(0, readSetting(id, fallback, scope)));
}

export function readSetting<T>(id: string, fallback: T, scope?: vscode.ConfigurationScope): T {
  const value = vscode.workspace.getConfiguration(undefined, scope).get<T>(id, fallback);
  return typeof value === typeof fallback && value !== null ? value : fallback;
}
