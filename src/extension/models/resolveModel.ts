import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readLock, type ModelLock } from '../../hub/modelLock';
import { parseModelId } from '../../hub/modelId';
import type { InstalledModel } from '../../hub/modelStore';
import { precisionOf } from '../../hub/precisionGate';
import type { ModelRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';

/** Where a name that is no id leads. */
interface Folders {
  /** The model that comes with the extension. */
  readonly bundled: string;
  /** Relative paths begin here. */
  readonly base: string;
}

/**
 * The model that a setting's value names, in the precision chosen for it: nothing is the bundled one; an id is that of the store, also when
 * a folder has the same name; all else is a path, in which `~` is the home folder.
 * @throws RequestError when there is no such model, naming the setting
 */
export async function resolveModel(
  value: string,
  setting: string,
  { bundled, base }: Folders,
  findInstalled: (id: string) => Promise<InstalledModel | undefined>,
): Promise<ModelRequest> {
  if (value === '') return requestFor(bundled, await readLock(bundled));
  const installed = parseModelId(value) === undefined ? undefined : await findInstalled(value);
  if (installed?.intact === false) {
    throw new RequestError(`${value} is damaged: files are missing or cut. Remove it and download or import it again.`);
  }
  if (installed !== undefined) return requestFor(installed.folder, installed.lock);
  const file = /^~(?=$|[\\/])/.test(value) ? path.join(os.homedir(), value.slice(1)) : path.resolve(base, value);
  if (await isThere(file)) return requestFor(file, await readLock(file));
  throw new RequestError(
    parseModelId(value) === undefined
      ? `There is no model at "${file}". Check the path in the setting ${setting}.`
      : `${value}, named by the setting ${setting}, is not among the downloaded models. Download it in the Models view, or choose another model there.`,
  );
}

function requestFor(model: string, lock: ModelLock | undefined): ModelRequest {
  return { model, precision: lock === undefined ? 'fp32' : precisionOf(lock) };
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
