import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../base/plainText';
import { showBriefly, showInformation } from '../ui/notifications';
import { pick } from '../ui/picks';
import { writeWhole } from '../wholeFiles';
import type { ResultsExport } from './shownResults';

/** Exports results to a chosen file, whose name says the format; with `to`, to that file, without asking. */
export async function exportResults(exported: ResultsExport, to?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const target = to ?? (await askForFile(exported));
  if (target === undefined) return undefined;
  await writeWhole(target, encode(exported.pieces(formatOf(target, exported))));
  if (to === undefined) void offerToOpen(target);
  return target;
}

/** Copies results in a chosen format. */
export async function copyResults({ formats, pieces }: ResultsExport, asked?: string): Promise<void> {
  const items = Object.entries(formats).map(([format, { title }]) => ({ label: title, format }));
  const chosen = asked ?? (await pick(items, { title: 'Copy results as' }))?.format;
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText([...pieces(chosen)].join(''));
  showBriefly(plain`Copied`, 'copy');
}

async function askForFile({ name, formats }: ResultsExport): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const all = Object.values(formats);
  return vscode.window.showSaveDialog({
    title: 'Export results',
    defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.${all[0]?.extension ?? 'txt'}`),
    filters: Object.fromEntries(all.map(({ title, extension }) => [title, [extension]])),
  });
}

function formatOf(uri: vscode.Uri, { formats }: ResultsExport): string {
  const extension = path.posix.extname(uri.path).slice(1).toLowerCase();
  const all = Object.keys(formats);
  return all.find((format) => formats[format]!.extension === extension) ?? all[0]!;
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
