import path from 'node:path';
import * as vscode from 'vscode';
import { encodeText, exactText, type encodingOf } from '../../../base/files';
import { plain, plainText, sentences } from '../../../base/plainText';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { slowProgress } from '../../../editor/slowProgress';
import { openDocument } from '../../../editor/sources';
import { showInformation } from '../../../editor/ui/notifications';
import { pick } from '../../../editor/ui/picks';
import { readWhole, writeWhole } from '../../../editor/wholeFiles';
import { documentUnits } from '../../../prose/documentUnits';
import { languageOfFile } from '../../../prose/fileLanguages';
import type { EngineApi } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { maxDocumentBytes } from '../../../protocol/text';
import { findInUnits, type FindEntities } from '../core/findEntities';
import { leftovers } from '../core/leftovers';
import { parseKey } from '../core/replacementKey';
import { replaceEntities, type ReplacedDocument, type UnitEntities } from '../core/replaceEntities';
import type { ReplacementWay } from '../core/replacements';
import { restoreEntities } from '../core/restoreEntities';

/** What is given is not asked for. */
export interface ReplaceArgument {
  readonly way?: ReplacementWay;
  readonly to?: vscode.Uri;
  readonly key?: vscode.Uri;
}

export interface RestoreArgument {
  readonly copy?: vscode.Uri;
  readonly key?: vscode.Uri;
  readonly to?: vscode.Uri;
}

const scheme = 'deberta-copy';
const ways = [
  { way: 'tags', label: 'Numbered tags', description: '[PERSON 1]' },
  { way: 'pseudonyms', label: 'Made-up values', description: 'Robin Marsh; tags for what cannot be made up' },
  { way: 'blanks', label: 'Blanks', description: '[…]' },
] as const;

/** A document as it is, and how it is written. */
interface Original {
  readonly uri: vscode.Uri;
  readonly language: string;
  readonly text: string;
  readonly encoding: ReturnType<typeof encodingOf>;
}

/** Writes copies of documents without their entities, and takes them back. */
export class Replacing implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #previews = new Map<string, string>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly engine: EngineApi,
    private readonly prose: ProseDocuments,
    private readonly isIgnored: (uri: string, text: string) => boolean,
  ) {
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#previews.delete(uri.toString())),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#previews.get(uri.toString()) ?? '';
  }

  /** Asks how, shows the copy beside the document, and writes it where the user says. */
  async replace(uri: vscode.Uri, request: FindEntities, argument: ReplaceArgument): Promise<void> {
    const way = argument.way ?? (await pick(ways, { title: 'Replace entities by' }))?.way;
    if (way === undefined) return;
    const original = await this.#read(uri);
    const replaced = await slowProgress(plain`Replacing entities`, (signal) =>
      this.#replaced(original, request, way, signal),
    );
    if (replaced.count === 0) {
      void showInformation(plain`There are no entities to replace.`);
      return;
    }
    if (argument.to === undefined) await this.#preview(original, replaced);
    const to = argument.to ?? (await this.#askForCopy(original, replaced));
    if (to === undefined) return;
    await writeWhole(to, encodeText(replaced.copy, original.encoding));
    const key = argument.key ?? (argument.to === undefined ? await askForKey(to) : undefined);
    if (key !== undefined) await writeWhole(key, Buffer.from(`${JSON.stringify(replaced.key, undefined, 1)}\n`));
  }

  /** Asks for the key, and writes what is restored where the user says. */
  async restore({ copy, key, to }: RestoreArgument): Promise<void> {
    const uri = copy ?? vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) throw new RequestError(plain`Open the copy whose entities were replaced first.`);
    const original = await this.#read(uri);
    const keyFile = key ?? (await openKey());
    if (keyFile === undefined) return;
    const parsed = parseKey(Buffer.from(await readWhole(keyFile, 4 * maxDocumentBytes)).toString());
    const restored = await restoreEntities(original.text, parsed, (list) =>
      this.prose.literals(uri, original.language, list),
    );
    const target = to ?? (await askForFile('Save the restored document', uri, 'restored'));
    if (target === undefined) return;
    await writeWhole(target, encodeText(restored.text, original.encoding));
    if (to !== undefined) return;
    const gone = restored.missing.length;
    const how = restored.isExact ? plain`as it was` : plain`by its names; ${gone} of them were gone from the copy`;
    const open = 'Open';
    if ((await showInformation(plain`The document was restored ${how}.`, open)) === open)
      await vscode.commands.executeCommand('vscode.open', target);
  }

  /** What is saved is read from its file: an editor changes line ends that are mixed. */
  async #read(uri: vscode.Uri): Promise<Original> {
    const open = openDocument(uri.toString());
    const ofFile = languageOfFile(uri.path);
    const language = open === undefined || ofFile === 'jupyter' ? ofFile : open.languageId;
    if (open !== undefined && (open.isDirty || open.isUntitled))
      return { uri, language, text: open.getText(), encoding: 'utf-8' };
    const exact = exactText(await readWhole(uri, maxDocumentBytes));
    if (exact === undefined)
      throw new RequestError(plain`"${uri.fsPath}" is not text in UTF-8 or UTF-16. Save it as UTF-8.`);
    return { uri, language, ...exact };
  }

  async #replaced(
    { uri, language, text }: Original,
    request: FindEntities,
    way: ReplacementWay,
    signal: AbortSignal,
  ): Promise<ReplacedDocument> {
    const found: UnitEntities[] = [];
    const units = documentUnits(this.prose.snapshot(uri, language, text), 'paragraph');
    for await (const batch of findInUnits(this.engine, request, units, { signal }))
      for (const { unit, answer } of batch) {
        const shown = answer.filter(({ start, end }) => !this.#ignores(uri, unit.text.slice(start, end)));
        found.push({ unit, entities: shown });
      }
    const inOrder = found.sort((a, b) => a.unit.start - b.unit.start);
    return replaceEntities(text, inOrder, way, (list) => this.prose.literals(uri, language, list));
  }

  #ignores(uri: vscode.Uri, text: string): boolean {
    return this.isIgnored(uri.toString(), text);
  }

  async #preview({ uri }: Original, { copy }: ReplacedDocument): Promise<void> {
    const preview = uri.with({ scheme, query: `${Date.now()}` });
    this.#previews.set(preview.toString(), copy);
    const name = path.posix.basename(uri.path);
    const title = plainText(`${name} ↔ copy`);
    await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: true });
  }

  async #askForCopy({ uri }: Original, { copy, count, texts }: ReplacedDocument): Promise<vscode.Uri | undefined> {
    const save = 'Save Copy…';
    const [left] = leftovers(copy, texts);
    const message = sentences(
      plain`${count.toLocaleString()} replaced in a copy. Read it before you pass it on: a model misses some.`,
      left === undefined ? plain`` : plain`“${left.text}” still stands in line ${left.line}, for one.`,
    );
    return (await showInformation(message, save)) === save ? askForFile('Save the copy', uri, 'copy') : undefined;
  }
}

/** Whether the key is kept is the user's choice: with it, everything can be put back. */
async function askForKey(copy: vscode.Uri): Promise<vscode.Uri | undefined> {
  const save = 'Keep the Key…';
  const name = vscode.workspace.asRelativePath(copy);
  const message = plain`The copy is in ${name}. With its key everything can be put back, by you or by anyone who has it.`;
  if ((await showInformation(message, save)) !== save) return undefined;
  const title = 'Save the key';
  return vscode.window.showSaveDialog({ title, defaultUri: copy.with({ path: `${copy.path}.key.json` }) });
}

async function openKey(): Promise<vscode.Uri | undefined> {
  const [key] = (await vscode.window.showOpenDialog({ title: 'Choose the key of the copy' })) ?? [];
  return key;
}

/** Offers a name beside the document's. */
async function askForFile(title: string, uri: vscode.Uri, mark: string): Promise<vscode.Uri | undefined> {
  const { dir, name, ext } = path.posix.parse(uri.path);
  const beside = uri.scheme === 'file' ? uri.with({ path: path.posix.join(dir, `${name}.${mark}${ext}`) }) : undefined;
  return vscode.window.showSaveDialog({ title, defaultUri: beside });
}
