import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../base/files';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { copyChecked } from './contentHash';
import { onDisk, requireDiskSpace } from './diskSpace';
import { writeLock } from './modelLock';
import type { ModelStore } from './modelStore';
import { ProgressMeter, type TransferOptions } from './transferProgress';

/**
 * Writes a model as a bundle: a folder with its files and its lock file, for `importModel` on a machine without
 * network. Files are hashed on the way; the folder appears when it is whole.
 * @param out must not exist yet, or be an empty folder
 * @throws DownloadError when the model is not in the store or damaged, or `out` is in use; Canceled
 */
export async function exportModel(
  store: ModelStore,
  id: string,
  out: string,
  { signal, onProgress }: TransferOptions = {},
): Promise<void> {
  const { folder, lock, size } = await store.require(id);
  const target = path.resolve(out);
  await onDisk(target, async () => {
    if ((await readdir(target).catch(() => [])).length > 0) {
      throw new DownloadError(plain`"${target}" is not empty. Choose another folder.`);
    }
    const gathered = `${target}.${randomUUID()}.incomplete`;
    await makeFolder(gathered);
    try {
      await requireDiskSpace(gathered, size);
      const meter = new ProgressMeter(onProgress);
      meter.enter('transferring', size);
      for (const file of lock.files) {
        const onBytes = meter.begin(file.path);
        const source = path.join(folder, file.path);
        const copy = await copyChecked(source, path.join(gathered, file.path), onBytes, signal);
        if (copy.sha256 !== file.sha256) {
          throw new DownloadError(
            plain`"${source}" has changed since it was checked. Remove the model and download it again.`,
          );
        }
        meter.end(file.size);
      }
      await writeLock(gathered, lock);
      await rmdir(target).catch(() => undefined);
      await rename(gathered, target);
    } finally {
      await rm(gathered, { recursive: true, force: true });
    }
  });
}
