import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { readSource } from '../../../editor/sources';
import { RequestError } from '../../../protocol/errors';
import type { CheckSourceInput, ReadableSource } from '../core/checkSourceTool';
import { workspaceSources } from './workspaceSources';

/**
 * What a tool's source consists of: its text, or the files at its path.
 * @throws RequestError where neither or both are given, or the path leads out of the workspace
 */
export async function sourceFilesOf(
  prose: ProseDocuments,
  { source, sourcePath }: CheckSourceInput,
  signal: AbortSignal,
): Promise<readonly ReadableSource[]> {
  if ((source === undefined) === (sourcePath === undefined))
    throw new RequestError(plain`Give either source, a text, or sourcePath, a file or folder of the workspace.`);
  if (source !== undefined) {
    const read = () => Promise.resolve(proseOf(prose, source));
    return [{ file: { uri: 'source', name: 'source' }, read }];
  }
  const files = await workspaceSources(sourcePath, signal);
  return files.map((file) => ({
    file: { uri: file.uri.toString(), name: file.name },
    read: () => readSource(prose, file),
  }));
}

/** A text of a chat as prose: agents write Markdown. */
export function proseOf(prose: ProseDocuments, text: string) {
  return prose.snapshot(vscode.Uri.parse('untitled:text.md'), 'markdown', text);
}
