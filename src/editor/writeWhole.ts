import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { writeAtomically } from '../base/writeAtomically';

/**
 * As `writeAtomically`, on any file system of VS Code's: a full disk would otherwise cut an older file to nothing. Where the disk is full
 * or closed, the error says so (messageOf).
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
