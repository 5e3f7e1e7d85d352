import path from 'node:path';
import { Canceled } from '../../protocol/errors';
import { hashFile } from './contentHash';
import type { InstalledModel, ModelStore } from './modelStore';
import { ProgressMeter, type TransferOptions } from './transferProgress';

/** A file that is not what the lock file says. */
export interface FileFault {
  readonly path: string;
  readonly fault: 'missing' | 'size' | 'content';
}

/** Compares a model's files with its lock file. @returns what is wrong, if anything @throws DownloadError, Canceled */
export async function verifyModel(
  store: ModelStore,
  id: string,
  { signal, onProgress }: TransferOptions = {},
): Promise<readonly FileFault[]> {
  const { folder, lock, size }: InstalledModel = await store.require(id);
  const meter = new ProgressMeter(onProgress);
  meter.enter('checking', size);
  const faults: FileFault[] = [];
  for (const file of lock.files) {
    const onBytes = meter.begin(file.path);
    const found = await hashFile(path.join(folder, file.path), 'sha256', onBytes, signal).catch((error: unknown) => {
      if (error instanceof Canceled) throw error;
      return undefined;
    });
    const fault = found === undefined ? 'missing' : found.size !== file.size ? 'size' : 'content';
    if (found?.sha256 !== file.sha256) faults.push({ path: file.path, fault });
    meter.end(file.size);
  }
  return faults;
}
