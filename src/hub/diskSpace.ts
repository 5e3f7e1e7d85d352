import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../base/plainText';
import { DownloadError, UserError } from '../protocol/errors';

/** Kept free for everything else on the disk, in bytes. */
const reserve = 1 << 26;

/** @throws DownloadError when `bytes` more do not fit on the disk of `folder` */
export async function requireDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + reserve <= free) return;
  throw new DownloadError(
    plain`"${folder}" has ${formatBytes(free)} free, and ${formatBytes(bytes + reserve)} are needed. Make room, or choose another folder for the models.`,
  );
}

/** Bytes of a file, or of the files in a folder; 0 when there is none. */
export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() !== true) return found?.size ?? 0;
  const sizes = await Promise.all((await readdir(file)).map((name) => sizeOf(path.join(file, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** E.g. "180 MB": decimal units, as disks and the Hub count. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${units[power]}`;
}

/** Runs `work` on files and puts the system's errors in the user's words. @throws DownloadError, and what `work` throws for the user */
export async function onDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, path = folder } = error as NodeJS.ErrnoException;
    const remedy = remedies[code ?? ''];
    if (remedy === undefined) throw error;
    throw new DownloadError(plain`"${path}" ${remedy}`, { cause: error });
  }
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full. Make room and try again; what has arrived is kept.',
  EDQUOT: 'cannot be written: your share of the disk is full. Make room and try again; what has arrived is kept.',
  EACCES: 'may not be read or written. Check the permissions of its folder.',
  EPERM: 'may not be changed. Close what uses it (the engine, if the model is in use) and check the permissions.',
  EBUSY: 'is in use. Stop the engine, or close other windows that use the model, and try again.',
  EROFS: 'lies on a disk that cannot be written. Choose another folder for the models.',
  ENOENT: 'is not there. Check the path.',
  ENOTDIR: 'is not inside a folder. Check the path.',
  EISDIR: 'is a folder where a file should be. Check the path.',
  EEXIST: 'is there already. Choose another place, or remove it.',
};
