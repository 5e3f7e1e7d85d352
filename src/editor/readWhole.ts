import * as vscode from 'vscode';
import { plain } from '../base/plainText';
import { RequestError } from '../protocol/errors';

/**
 * All bytes of a file, as long as it has at most `most`.
 * @throws RequestError when it is larger, or a pipe or device, which may never end; FileSystemError when it cannot be read
 */
export async function readWhole(file: vscode.Uri, most: number): Promise<Uint8Array> {
  const { size, type } = await vscode.workspace.fs.stat(file);
  if ((type & vscode.FileType.File) === 0) throw new RequestError(plain`"${file.path}" is not a file. Choose a file.`);
  if (size > most) throw new RequestError(plain`"${file.path}" is larger than ${most / 1e6} MB. Split it.`);
  return vscode.workspace.fs.readFile(file);
}
