import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder, and those that it lies in, where they are missing. Node's own way of doing so never ends in a file system that
 * takes no folders, such as /proc, and says of a disk that cannot be written that the folder is not there.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const parent = path.dirname(folder);
    if (await isFolder(parent)) {
      const facts = { code: 'EROFS', syscall: 'mkdir', path: folder };
      throw Object.assign(new Error(`EROFS: no folder can be made there, mkdir '${folder}'`, { cause: error }), facts);
    }
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
