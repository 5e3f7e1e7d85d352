import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { filesIn, type Source } from '../../../editor/sources';
import { RequestError } from '../../../protocol/errors';

/**
 * The prose files of the workspace, or of a file or folder in it. A link that leads out of the workspace is left out.
 * @throws RequestError for a path that leads out of it, or to nothing
 */
export async function workspaceSources(asked: string | undefined, signal: AbortSignal): Promise<Source[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  if (roots.length === 0) throw new RequestError(plain`No folder is open. Open the folder to be asked.`);
  const places = asked === undefined ? roots : [await placeOf(asked, roots)];
  const sources = await filesIn(places, signal);
  const inside = await Promise.all(sources.map(({ uri }) => isInside(uri, roots)));
  return sources.filter((_, i) => inside[i]);
}

async function placeOf(asked: string, roots: readonly vscode.Uri[]): Promise<vscode.Uri> {
  for (const uri of candidates(asked, roots)) {
    const found = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (found && (await isInside(uri, roots))) return uri;
  }
  throw new RequestError(plain`There is no “${asked}” in the workspace. Name a file or folder of it.`);
}

/** Where a path may lead: from a folder of the workspace, or from around it as VS Code names files of several. */
function candidates(asked: string, roots: readonly vscode.Uri[]): vscode.Uri[] {
  if (path.isAbsolute(asked)) return [vscode.Uri.file(asked)];
  return roots.flatMap((root) => [vscode.Uri.joinPath(root, asked), vscode.Uri.joinPath(root, '..', asked)]);
}

async function isInside(uri: vscode.Uri, roots: readonly vscode.Uri[]): Promise<boolean> {
  const place = await realPlace(uri);
  for (const root of roots) {
    if (root.scheme !== uri.scheme || root.authority !== uri.authority) continue;
    const relative = path.relative(await realPlace(root), place);
    if (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)) return true;
  }
  return false;
}

/** Where a file is once all links are followed; other file systems have none. */
async function realPlace(uri: vscode.Uri): Promise<string> {
  return uri.scheme === 'file' ? realpath(uri.fsPath).catch(() => uri.fsPath) : uri.path;
}
