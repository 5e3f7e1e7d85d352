import path from 'node:path';
import * as vscode from 'vscode';
import { pick } from '../../../editor/ui/picks';
import { showBriefly, showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { type ResultTree, heldBy } from '../core/resultTree';
import type { ResultStore } from '../core/resultStore';
import { exportFormats, exportResults, type ExportFormat, type ResultRow } from '../core/exportResults';
import { writeWhole } from '../../../editor/wholeFiles';

/** Exports what the view shows as CSV, JSON or Markdown to a chosen file; with `to`, to that file, without asking. */
export async function exportCommand(
  store: ResultStore,
  tree: ResultTree,
  to?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  if (store.table === undefined) return undefined;
  const target = to ?? (await askForFile());
  if (target === undefined) return undefined;
  const format = formatOf(target);
  const pieces = exportResults(format, store.table, rows(tree));
  await writeWhole(target, encode(pieces));
  if (to === undefined) void offerToOpen(target);
  return target;
}

/** Copies what the view shows. */
export async function copyCommand(store: ResultStore, tree: ResultTree, asked?: ExportFormat): Promise<void> {
  if (store.table === undefined) return;
  const items = formats().map(([format, { title }]) => ({ label: title, format }));
  const chosen = asked ?? (await pick(items, { title: 'Copy results as' }))?.format;
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText([...exportResults(chosen, store.table, rows(tree))].join(''));
  showBriefly(plain`Copied`, 'copy');
}

export async function copyLabel(store: ResultStore, text: Parameters<typeof heldBy>[1]): Promise<void> {
  if (store.table !== undefined) await vscode.env.clipboard.writeText(heldBy(store.table, text).join(', '));
}

async function askForFile(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: 'Export results',
    defaultUri: folder && vscode.Uri.joinPath(folder, 'classification.csv'),
    filters: Object.fromEntries(formats().map(([, { title, extension }]) => [title, [extension]])),
  });
}

function formats() {
  return Object.entries(exportFormats) as [ExportFormat, (typeof exportFormats)[ExportFormat]][];
}

function formatOf(uri: vscode.Uri): ExportFormat {
  const extension = path.posix.extname(uri.path).slice(1).toLowerCase();
  return formats().find(([, format]) => format.extension === extension)?.[0] ?? 'csv';
}

function* rows(tree: ResultTree): Generator<ResultRow> {
  for (const { file, text: classified } of tree.texts()) {
    const { line, start, end, text, scores } = classified;
    yield { file: file.name, line, start, end, text, scores };
  }
}

/** The workspace's file system takes a file as a whole; its pieces are encoded one by one. */
function encode(pieces: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const piece of pieces) parts.push(encoder.encode(piece));
  return Buffer.concat(parts);
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = 'Open';
  const name = vscode.workspace.asRelativePath(file);
  if ((await showInformation(plain`The results are in ${name}.`, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}
