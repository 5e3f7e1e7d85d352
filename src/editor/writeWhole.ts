import * as vscode from 'vscode';

/**
 * Writes a file so that it is there whole or stays as it was: a full disk would else cut an older file to nothing. Where the disk is
 * full or closed, the error says so (messageOf).
 */
export async function writeWhole(file: vscode.Uri, contents: Uint8Array): Promise<void> {
  const beside = file.with({ path: `${file.path}.incomplete` });
  try {
    await vscode.workspace.fs.writeFile(beside, contents);
    await vscode.workspace.fs.rename(beside, file, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(beside).then(undefined, () => undefined);
    throw error;
  }
}
