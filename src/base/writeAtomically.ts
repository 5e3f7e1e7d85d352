import { randomUUID } from 'node:crypto';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file so that it is there whole or stays as it was, with the permissions that it had. It is written beside first, under a name
 * that nobody can have put a link at.
 */
export async function writeAtomically(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.${process.pid}.incomplete`;
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  try {
    await writeFile(temporary, contents, { flag: 'wx' });
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
