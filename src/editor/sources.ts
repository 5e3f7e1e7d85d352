import * as vscode from 'vscode';
import { plain } from '../base/plainText';
import { decodeText } from '../base/files';
import type { SentenceSource, UnitKind } from '../prose/documentUnits';
import { sourceUnits, type SourceReader, type SourceUnit, type UnitSource } from '../prose/sourceUnits';
import { isProseFile, languageOfFile, proseFiles } from '../prose/fileLanguages';
import { Canceled, messageOf } from '../protocol/errors';
import { maxDocumentBytes } from '../protocol/text';
import type { ProseDocuments } from './proseDocuments';
import { offsetsOf, rangeOf } from './ranges';
import { slowProgress } from './slowProgress';

/** A document to classify. Its text is read when its turn comes, so a folder is never in memory as a whole. */
export interface Source extends UnitSource {
  readonly uri: vscode.Uri;
}

/** A unit and the document that it is of. */
export type LocatedUnit = SourceUnit<Source>;

/** Maximum number of files to find in a folder. */
const maxFiles = 50_000;

/** An open document, or its selection. */
export function documentSource(document: vscode.TextDocument, selection?: vscode.Selection): Source {
  const name = nameOf(document.uri);
  if (selection === undefined || selection.isEmpty) return { uri: document.uri, name };
  return { uri: document.uri, name, range: offsetsOf(document, selection) };
}

/** Files as they are, and the prose files of folders, in the order of their names. */
export async function filesIn(uris: readonly vscode.Uri[], signal: AbortSignal): Promise<Source[]> {
  const found: vscode.Uri[] = [];
  for (const uri of uris) for (const file of await filesAt(uri, signal)) found.push(file);
  const names = new Map(found.map((uri) => [uri.toString(), { uri, name: nameOf(uri) }]));
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...names.values()].sort((a, b) => compare(a.name, b.name));
}

/** As `filesIn`; the user can end a long search. */
export function findFiles(uris: readonly vscode.Uri[]): Promise<Source[]> {
  return slowProgress(plain`Looking for files`, (signal) => filesIn(uris, signal));
}

async function filesAt(uri: vscode.Uri, signal: AbortSignal): Promise<vscode.Uri[]> {
  if (signal.aborted) throw new Canceled();
  const { type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.Directory) === 0) return [uri];
  // Only real folders can be searched; of others, e.g. in a virtual workspace, the entries are listed.
  if (uri.scheme !== 'file') return prosePaths(uri, signal);
  const cancellation = new vscode.CancellationTokenSource();
  const abort = () => cancellation.cancel();
  signal.addEventListener('abort', abort, { once: true });
  const pattern = new vscode.RelativePattern(uri, proseFiles);
  const files = await vscode.workspace.findFiles(pattern, undefined, maxFiles, cancellation.token);
  signal.removeEventListener('abort', abort);
  if (signal.aborted) throw new Canceled();
  return files;
}

async function prosePaths(folder: vscode.Uri, signal: AbortSignal): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && found.length < maxFiles; next = folders.pop()) {
    if (signal.aborted) throw new Canceled();
    for (const [name, type] of await vscode.workspace.fs.readDirectory(next)) {
      const uri = vscode.Uri.joinPath(next, name);
      if ((type & vscode.FileType.SymbolicLink) !== 0 || name.startsWith('.') || name === 'node_modules') continue;
      if ((type & vscode.FileType.Directory) !== 0) folders.push(uri);
      else if (isProseFile(name)) found.push(uri);
    }
  }
  return found;
}

/** The units of all sources, as the writer sees their texts; `follow` hears of each. */
export function unitsOf(
  prose: ProseDocuments,
  sources: readonly Source[],
  kind: UnitKind,
  follow: Omit<SourceReader<Source>, 'read'> = {},
): AsyncGenerator<LocatedUnit> {
  return sourceUnits(sources, kind, { ...follow, read: (source) => readSource(prose, source) });
}

/** A document's prose, unsaved changes included; the reason if it contains a null character or cannot be read. */
export async function readSource(prose: ProseDocuments, { uri }: Source): Promise<SentenceSource | string> {
  const open = openDocument(uri.toString());
  const language = languageOfFile(uri.path);
  // An editor shows the file of a notebook as JSON.
  if (open !== undefined)
    return prose.snapshot(uri, language === 'jupyter' ? language : open.languageId, open.getText());
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) return 'not a file';
    if (size > maxDocumentBytes) return `larger than ${maxDocumentBytes / 1e6} MB`;
    const text = decodeText(await vscode.workspace.fs.readFile(uri));
    return text.includes('\0') ? 'not text' : prose.snapshot(uri, language, text);
  } catch (error) {
    return reason(error);
  }
}

/** Why a file could not be read, in a few words. */
function reason(error: unknown): string {
  const code = error instanceof vscode.FileSystemError ? error.code : '';
  const known: Readonly<Record<string, string>> = { FileNotFound: 'not found', NoPermissions: 'permission denied' };
  return known[code] ?? messageOf(error);
}

/** The document of an address, if it is open. */
export function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri && !document.isClosed);
}

function nameOf(uri: vscode.Uri): string {
  return uri.scheme === 'untitled' ? uri.path : vscode.workspace.asRelativePath(uri);
}

/** Opens the document, where it is in sight already if it is, and selects a part of it, in characters. */
export async function revealPlace(uri: string, start: number, end: number): Promise<void> {
  const document = openDocument(uri) ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)));
  const range = rangeOf(document, { start, end });
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, { selection: range, preview: true, viewColumn });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
