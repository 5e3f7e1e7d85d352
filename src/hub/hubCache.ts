import { constants } from 'node:fs';
import { copyFile, link, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from './contentHash';
import type { RemoteFile, Snapshot } from './repository';

/**
 * Takes a file from Hugging Face's own cache, if the same commit of it is there with the listed hash. The cache is only read: the file is
 * linked, since a copy would take gigabytes a second time, and neither side ever writes into a finished file; where the disk cannot link, it
 * is copied.
 * @returns the SHA-256; undefined when the cache does not have it
 */
export async function takeFromCache(
  cache: string,
  { repository, commit }: Pick<Snapshot, 'repository' | 'commit'>,
  file: RemoteFile,
  folder: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const cached = path.join(cache, `models--${repository.replace('/', '--')}`, 'snapshots', commit, file.path);
  const source = await cachedFile(cached, cache);
  if (source === undefined || (await stat(source)).size !== file.size) return undefined;
  const { sha256, listed } = await hashFile(source, file.hash.algorithm, onBytes, signal);
  if (listed !== file.hash.value) return undefined;
  const target = path.join(folder, file.path);
  await rm(`${target}.incomplete`, { force: true });
  await link(source, `${target}.incomplete`).catch(() =>
    copyFile(source, `${target}.incomplete`, constants.COPYFILE_FICLONE),
  );
  await rename(`${target}.incomplete`, target);
  return sha256;
}

/** The file behind a snapshot's link, if it lies in the cache too. */
async function cachedFile(file: string, cache: string): Promise<string | undefined> {
  const [real, root] = await Promise.all([file, cache].map((one) => realpath(one).catch(() => undefined)));
  if (real === undefined || root === undefined || !real.startsWith(root + path.sep)) return undefined;
  return (await stat(real)).isFile() ? real : undefined;
}
