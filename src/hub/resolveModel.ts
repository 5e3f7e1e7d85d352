import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { plain, type PlainText } from '../base/plainText';
import { isAbleTo, taskNeeds, unableTo, type ModelTask } from './catalog';
import { onDisk } from './store/diskSpace';
import { locateModel } from './store/locateModel';
import { readLock, type ModelLock } from './store/modelLock';
import { parseModelId } from './store/modelId';
import type { InstalledModel } from './store/modelStore';
import { precisionOf } from './precisionGate';
import type { ModelRequest } from '../protocol/engineApi';
import { DownloadError, RequestError } from '../protocol/errors';

/** A task's model is missing, damaged or cannot do the task: another one has to be chosen. */
export class ModelUnavailable extends RequestError {
  /** @param setting names the model */
  constructor(
    message: PlainText,
    readonly setting: string,
  ) {
    super(message);
  }
}

/** No model is chosen for a task that none of those at hand does by itself. */
export class NoModelChosen extends RequestError {
  constructor(readonly task: ModelTask) {
    super(plain`No model is chosen for ${taskNeeds[task].does}. Choose ${taskNeeds[task].model}.`);
  }
}

/** What is asked for: the value of a setting, and for what; the attention of any model can be looked at. */
interface Wanted {
  readonly task: ModelTask | 'attention';
  readonly setting: string;
  readonly value: string;
}

/** Where a name that isn't an id leads. */
interface Folders {
  /** The model that comes with the extension. */
  readonly bundled: string;
  /** Relative paths begin here. */
  readonly base: string;
}

/**
 * The model that a setting's value names, in the precision chosen for it: nothing is the bundled one; an id is that of
 * the store, also when a folder has the same name; anything else is a path, in which `~` is the home folder.
 * @throws ModelUnavailable when there is no such model, or its weights cannot do the task
 */
export async function resolveModel(
  { task, setting, value }: Wanted,
  { bundled, base }: Folders,
  findInstalled: (id: string) => Promise<InstalledModel | undefined>,
): Promise<ModelRequest> {
  if (value === '') return requestFor(bundled, await readLock(bundled));
  const installed = parseModelId(value) === undefined ? undefined : await findInstalled(value);
  if (installed?.intact === false) {
    throw new ModelUnavailable(
      plain`${value} is damaged: files are missing or truncated. Remove it, then download or import it again.`,
      setting,
    );
  }
  if (installed !== undefined && task !== 'attention' && !isAbleTo(task, installed.lock.abilities)) {
    throw new ModelUnavailable(unableTo(task, value, installed.lock), setting);
  }
  if (installed !== undefined) return requestFor(installed.folder, installed.lock);
  const file = /^~(?=$|[\\/])/.test(value) ? path.join(os.homedir(), value.slice(1)) : path.resolve(base, value);
  if ((await stat(file).catch(() => undefined)) !== undefined) return atPath(await located(file, setting));
  throw new ModelUnavailable(
    parseModelId(value) === undefined
      ? plain`There is no model at "${file}". Check the path in the setting ${setting}.`
      : plain`${value}, named by the setting ${setting}, is not among the downloaded models. Download it in the Models view, or choose another model there.`,
    setting,
  );
}

async function atPath(file: string): Promise<ModelRequest> {
  return requestFor(file, await readLock(file));
}

/** The model's own folder, where one around it is named. */
async function located(file: string, setting: string): Promise<string> {
  try {
    return await onDisk(file, () => locateModel(file));
  } catch (error) {
    throw error instanceof DownloadError ? new ModelUnavailable(error.message, setting) : error;
  }
}

function requestFor(model: string, lock: ModelLock | undefined): ModelRequest {
  return { model, precision: lock === undefined ? 'fp32' : precisionOf(lock) };
}
