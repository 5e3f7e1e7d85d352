import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { diskFault } from '../../base/diskFault';
import { DownloadError, UserError } from '../../protocol/errors';

/** Kept free for everything else on the disk, in bytes. */
const reserve = 1 << 26;

/** @throws DownloadError when `bytes` more do not fit on the disk of `folder` */
export async function requireDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + reserve <= free) return;
  throw new DownloadError(
    plain`"${folder}" has ${formatBytes(free)} free, but ${formatBytes(bytes + reserve)} are needed. Free up space, or choose another folder for the models.`,
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

/** Runs `work` on files and words the system's errors for users. @throws DownloadError, and what `work` throws */
export async function onDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const fault = diskFault(error, folder);
    throw fault === undefined ? error : new DownloadError(fault, { cause: error });
  }
}
