import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import { proseLanguages, settingIds } from '../../../editor/ids';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { readSetting } from '../../../editor/settings';
import { documentSource, filesIn, unitsOf, type Source } from '../../../editor/sources';
import type { PhraseSources } from '../core/phrases/mixWords';
import { OwnPhrases } from '../core/phrases/ownPhrases';
import { PhraseTable } from '../core/phrases/phraseTable';

/** A document is read again so long after it was changed. */
const readAgainMilliseconds = 10_000;
/** Files of the workspace that are read, and words of them from which on no more are. */
const maxFiles = 300;
const enoughWords = 200_000;
/** Only the beginning of a longer document is read: it is read again with every few words that are written. */
const maxCharacters = 300_000;

/**
 * The counts of phrases that come with the extension, and those of the writer's documents: the open ones and the prose
 * files of the workspace. In memory only.
 */
export class WritersPhrases implements vscode.Disposable {
  #sources: Promise<PhraseSources> | undefined;
  readonly #changed = new Set<vscode.TextDocument>();
  readonly #reading = new Throttle(readAgainMilliseconds, () => void this.#readChanged());
  readonly #abort = new AbortController();
  readonly #subscriptions: vscode.Disposable[] = [];

  /** `table` is the packed file. */
  constructor(
    private readonly table: string,
    private readonly prose: ProseDocuments,
  ) {}

  /** Reading begins with the first call. The writer's documents come in one by one. */
  async sources(): Promise<PhraseSources> {
    const { table, own } = await (this.#sources ??= this.#begin());
    return { table, own: readSetting(settingIds.suggestionsOwnPhrases, true) ? own : new OwnPhrases(table) };
  }

  dispose(): void {
    this.#abort.abort();
    this.#reading.dispose();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #begin(): Promise<PhraseSources> {
    const table = await PhraseTable.read(await readFile(this.table));
    const own = new OwnPhrases(table);
    const changed = (document: vscode.TextDocument) => {
      if (!vscode.languages.match([...proseLanguages], document)) return;
      this.#changed.add(document);
      this.#reading.call();
    };
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#changed.delete(document);
        if (vscode.workspace.getWorkspaceFolder(document.uri) === undefined) own.delete(document.uri.toString());
      }),
    );
    vscode.workspace.textDocuments.forEach(changed);
    this.#reading.flush();
    void this.#readWorkspace(own);
    return { table, own };
  }

  async #readChanged(): Promise<void> {
    const { own } = await this.#sources!;
    const documents = [...this.#changed].filter((document) => !document.isClosed);
    this.#changed.clear();
    for (const document of documents) await this.#read(own, documentSource(document));
  }

  async #readWorkspace(own: OwnPhrases): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const files = await filesIn(folders, this.#abort.signal).catch(() => []);
    for (const file of files.slice(0, maxFiles)) {
      if (this.#abort.signal.aborted || own.size > enoughWords) return;
      await this.#read(own, file);
    }
  }

  /** A file that can't be read says nothing. */
  async #read(own: OwnPhrases, source: Source): Promise<void> {
    const reading = own.read(source.uri.toString());
    for await (const { start, text } of unitsOf(this.prose, [source], 'sentence')) {
      if (start > maxCharacters) break;
      reading.add(text);
    }
    reading.done();
  }
}
