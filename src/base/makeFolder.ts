import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and its parents, unless they are there. Node's own `recursive` never ends where the system denies a folder by saying that its
 * parent is missing (/proc), and tells of a disk that is read-only as of a missing folder.
 * @throws the system's error, of the folder that cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    if (code === 'ENOENT')
      throw Object.assign(new Error(`No folder can be made in ${parent}`), { code: 'EACCES', path: folder });
    throw error;
  }
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
