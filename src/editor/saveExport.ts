import path from 'node:path';
import * as vscode from 'vscode';
import { writeWhole } from './wholeFiles';

const filters: Readonly<Record<string, string>> = {
  '.svg': 'Scalable vector graphics',
  '.png': 'Image',
  '.csv': 'Comma-separated values',
  '.json': 'JSON',
  '.html': 'Web page',
};

/** Asks where to write an export, and writes it. */
export async function saveExport(title: string, name: string, content: string | Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const suffix = path.extname(name);
  const target = await vscode.window.showSaveDialog({
    defaultUri: folder && vscode.Uri.joinPath(folder, name),
    filters: { [filters[suffix] ?? 'All files']: [suffix.slice(1)] },
    title,
  });
  if (target === undefined) return;
  await writeWhole(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}
