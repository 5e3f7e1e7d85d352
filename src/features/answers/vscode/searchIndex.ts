import * as vscode from 'vscode';
import type { RunControl } from '../../../editor/results/run';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { openDocument, readSource, type Source } from '../../../editor/sources';
import { PassageIndex, type FoundPassage } from '../../../retrieval/passageIndex';
import { passagesOf } from '../../../retrieval/passages';
import { maxPassages } from '../core/ask';
import type { DocumentPassage } from '../core/foundPlaces';

/** Files that are read at once: each is waited for more than once. */
const batchSize = 16;

/** Who hears of each document as the index is brought up to date. */
interface Reader extends RunControl {
  readonly read: () => void;
  readonly skipped: (source: Source, why: string) => void;
}

/** The passages of all documents that were asked so far, as they were when last asked. Nothing is written to disk. */
export class SearchIndex {
  #index = new PassageIndex<DocumentPassage>();
  /** Versions of a document begin again when it is opened again. */
  readonly #openings = new WeakMap<vscode.TextDocument, number>();
  #opened = 0;

  constructor(private readonly prose: ProseDocuments) {}

  /** Forgets all passages. */
  clear(): void {
    this.#index = new PassageIndex();
  }

  /** Reads those of the documents that are new or have changed, unsaved changes included. */
  async update(sources: readonly Source[], reader: Reader): Promise<void> {
    const index = this.#index;
    for (let from = 0; from < sources.length; from += batchSize) {
      await reader.beforeNext();
      const next = sources.slice(from, from + batchSize);
      await Promise.all(next.map((source) => this.#updateFile(index, source, sources, reader)));
    }
  }

  /** The passages of these documents, or of their parts, that share most with the question. */
  find(question: string, sources: readonly Source[]): FoundPassage<DocumentPassage>[] {
    const asked = new Map(sources.map(({ uri, range }) => [uri.toString(), { range }]));
    return this.#index.find(question, maxPassages, ({ uri, start, end }) => {
      const source = asked.get(uri);
      return source !== undefined && (!source.range || (start < source.range.end && end > source.range.start));
    });
  }

  async #updateFile(
    index: PassageIndex<DocumentPassage>,
    source: Source,
    asked: readonly Source[],
    reader: Reader,
  ): Promise<void> {
    const file = source.uri.toString();
    const version = await this.#versionOf(source.uri);
    if (version === undefined || index.versionOf(file) !== version) {
      const passages = await this.#passagesOf(source, reader);
      const set = (all: readonly DocumentPassage[]) => index.set(file, version ?? '', all);
      if (typeof passages === 'string') {
        await index.delete(file);
        reader.skipped(source, passages);
      } else if (!(await set(passages)) && !((await makeRoom(index, asked)) && (await set(passages)))) {
        reader.skipped(source, 'the search index is full');
      }
    }
    reader.read();
  }

  /** What changes with a document's text; undefined for one that cannot be read. */
  async #versionOf(uri: vscode.Uri): Promise<string | undefined> {
    const document = openDocument(uri.toString());
    if (document === undefined) {
      const found = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
      return found && `${found.mtime} ${found.size}`;
    }
    const opening = this.#openings.get(document) ?? ++this.#opened;
    this.#openings.set(document, opening);
    return `open ${opening} ${document.version}`;
  }

  async #passagesOf(source: Source, { signal }: RunControl): Promise<DocumentPassage[] | string> {
    const prose = await readSource(this.prose, source);
    if (typeof prose === 'string') return prose;
    const place = { uri: source.uri.toString(), name: source.name };
    const passages: DocumentPassage[] = [];
    for await (const passage of passagesOf(prose)) {
      signal.throwIfAborted();
      passages.push({ ...passage, ...place });
    }
    return passages;
  }
}

/** Lets go of documents that are not asked now; false where there are none. */
async function makeRoom(index: PassageIndex<DocumentPassage>, asked: readonly Source[]): Promise<boolean> {
  const kept = new Set(asked.map(({ uri }) => uri.toString()));
  const others = [...index.files].filter((file) => !kept.has(file));
  for (const file of others) await index.delete(file);
  return others.length > 0;
}
