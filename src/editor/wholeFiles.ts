import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { writeAtomically } from '../base/files';
import { plain } from '../base/plainText';
import { RequestError } from '../protocol/errors';

/**
 * All bytes of a file of at most `most` bytes. Links are followed unless `links` refuses them, as for a file that is
 * written back.
 * @throws RequestError when it is larger, or a pipe or device, which may never end; FileSystemError when it cannot be
 * read
 */
export async function readWhole(
  file: vscode.Uri,
  most: number,
  links: 'follow' | 'refuse' = 'follow',
): Promise<Uint8Array> {
  const { size, type } = await vscode.workspace.fs.stat(file);
  if (links === 'refuse' && (type & vscode.FileType.SymbolicLink) !== 0) {
    throw new RequestError(plain`"${file.fsPath}" is a link. Choose the file that it points to.`);
  }
  if ((type & vscode.FileType.File) === 0)
    throw new RequestError(plain`"${file.fsPath}" is not a file. Choose a file.`);
  if (size > most) throw new RequestError(plain`"${file.fsPath}" is larger than ${most / 1e6} MB. Split it.`);
  return vscode.workspace.fs.readFile(file);
}

/**
 * As `writeAtomically`, on any file system of VS Code's: a full disk would otherwise cut an older file to nothing.
 * Where the disk is full or closed, the error says so (messageOf).
 */
export async function writeWhole(file: vscode.Uri, contents: Uint8Array): Promise<void> {
  if (file.scheme === 'file') return writeAtomically(file.fsPath, contents);
  const beside = file.with({ path: `${file.path}.${randomUUID()}.incomplete` });
  try {
    await vscode.workspace.fs.writeFile(beside, contents);
    await vscode.workspace.fs.rename(beside, file, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(beside).then(undefined, () => undefined);
    throw error;
  }
}
