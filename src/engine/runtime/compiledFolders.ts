import { readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, writeAtomically } from '../../base/files';
import type { Precision } from '../../protocol/engineApi';

export interface CompiledOrigin {
  /** The checkpoint's folder or file. */
  readonly path: string;
  readonly fingerprint: string;
  readonly precision: Precision;
}

const originName = 'origin.json';

/** Notes in a folder of compiled graphs what it is made from, so that it can be removed with it. Made when missing. */
export async function noteOrigin(directory: string, origin: CompiledOrigin): Promise<void> {
  await makeFolder(directory);
  await writeAtomically(path.join(directory, originName), JSON.stringify(origin));
}

/**
 * Removes the folders in `cacheDirectory` whose origin is unwanted, and those of checkpoints that are not there any
 * more. What another program holds open, on systems that mind, stays until the next time.
 * @returns the folders removed
 */
export async function removeCompiled(
  cacheDirectory: string,
  isUnwanted: (origin: CompiledOrigin) => boolean,
): Promise<readonly string[]> {
  const entries = await readdir(cacheDirectory, { withFileTypes: true }).catch(() => []);
  const removed: string[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const folder = path.join(cacheDirectory, entry.name);
    const origin = await readOrigin(folder);
    if (origin === undefined || !(isUnwanted(origin) || !existsSync(origin.path))) continue;
    // The note goes last: a folder that is half removed is still known.
    const others = (await readdir(folder).catch(() => [])).filter((name) => name !== originName);
    const gone = await Promise.all(others.map((name) => remove(path.join(folder, name))));
    if (!gone.includes(false) && (await remove(folder))) removed.push(folder);
  }
  return removed;
}

async function remove(file: string): Promise<boolean> {
  return rm(file, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
}

async function readOrigin(folder: string): Promise<CompiledOrigin | undefined> {
  try {
    const origin = JSON.parse(await readFile(path.join(folder, originName), 'utf8')) as CompiledOrigin;
    return typeof origin.path === 'string' ? origin : undefined;
  } catch {
    return undefined;
  }
}
