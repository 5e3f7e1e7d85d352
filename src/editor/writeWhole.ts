import { randomUUID } from 'node:crypto';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * Writes a file so that it is there whole or stays as it was: a full disk would otherwise cut an older file to nothing. It is written
 * beside first, under a name that nobody can have put a link at. Where the disk is full or closed, the error says so (messageOf).
 */
export async function writeWhole(file: vscode.Uri, contents: Uint8Array): Promise<void> {
  const beside = file.with({ path: `${file.path}.${randomUUID()}.incomplete` });
  if (file.scheme === 'file') return writeOnDisk(file.fsPath, beside.fsPath, contents);
  try {
    await vscode.workspace.fs.writeFile(beside, contents);
    await vscode.workspace.fs.rename(beside, file, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(beside).then(undefined, () => undefined);
    throw error;
  }
}

/** With the permissions that the file had. */
async function writeOnDisk(file: string, beside: string, contents: Uint8Array): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  try {
    await writeFile(beside, contents, { flag: 'wx' });
    if (mode !== undefined) await chmod(beside, mode);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
