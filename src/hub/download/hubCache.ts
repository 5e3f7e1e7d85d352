import { constants } from 'node:fs';
import { copyFile, link, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { hashFile } from '../store/contentHash';
import { readReference } from '../store/jsonFile';
import type { RemoteFile, Snapshot } from './repository';

/**
 * The chosen files of a model as Hugging Face's cache has it, at the commit that the revision led to when it was last
 * asked for: what `readSnapshot` asks the Hub.
 * @throws DownloadError when the cache has no whole copy
 */
export async function cachedSnapshot(
  cache: string,
  repository: string,
  revision = 'main',
  choose: (names: readonly string[]) => readonly string[],
): Promise<Snapshot> {
  const commit = await cachedCommit(cache, repository, revision);
  const folder = snapshotFolder(cache, repository, commit ?? '');
  const found = commit === undefined ? [] : await readdir(folder).catch(() => []);
  const places = new Map<string, string>();
  for (const name of found) {
    const place = await cachedFile(path.join(folder, name), cache);
    if (place !== undefined) places.set(name, place);
  }
  try {
    const names = choose([...places.keys()]);
    const files = await Promise.all(names.map((name) => asListed(name, places.get(name) ?? '')));
    return { repository, commit: commit ?? '', files };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new DownloadError(
      plain`The network is switched off by HF_HUB_OFFLINE, and Hugging Face's cache, "${cache}", has no complete copy of ${repository}. Unset it, or import the model from a folder.`,
      { cause: error },
    );
  }
}

async function cachedCommit(cache: string, repository: string, revision: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision;
  const refs = path.join(repositoryFolder(cache, repository), 'refs');
  const file = path.join(refs, revision);
  return file.startsWith(refs + path.sep) ? readReference(file) : undefined;
}

/** The cache names contents by the hash that the Hub lists; where it could not link to them, the file is hashed. */
async function asListed(name: string, place: string): Promise<RemoteFile> {
  const value = path.basename(place);
  const { size } = await stat(place);
  if (/^[0-9a-f]{64}$/.test(value)) return { path: name, size, hash: { algorithm: 'sha256', value } };
  if (/^[0-9a-f]{40}$/.test(value)) return { path: name, size, hash: { algorithm: 'git-sha1', value } };
  return { path: name, size, hash: { algorithm: 'sha256', value: (await hashFile(place)).sha256 } };
}

function repositoryFolder(cache: string, repository: string): string {
  return path.join(cache, `models--${repository.replace('/', '--')}`);
}

function snapshotFolder(cache: string, repository: string, commit: string): string {
  return path.join(repositoryFolder(cache, repository), 'snapshots', commit);
}

/**
 * Takes a file from Hugging Face's own cache, if the same commit of it is there with the listed hash. The cache is only
 * read: the file is linked, since a copy would take gigabytes a second time, and neither side ever writes into a
 * finished file; where the disk cannot link, it is copied.
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
  const source = await cachedFile(path.join(snapshotFolder(cache, repository, commit), file.path), cache);
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
