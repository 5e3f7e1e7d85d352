import * as vscode from 'vscode';
import { plain } from '../base/plainText';
import { ProseThread, type DocumentProse } from '../client/proseThread';
import type { SentenceSource } from '../prose/documentUnits';
import type { Insertion } from '../prose/proseLanguage';
import { showWarning } from './ui/notifications';

/** The prose of documents, read in a thread of its own. Open documents are followed from the first question on. */
export class ProseDocuments implements vscode.Disposable {
  readonly #thread: ProseThread;
  readonly #documents = new Map<vscode.TextDocument, DocumentProse>();
  /** Addresses of documents that can't be read in their language, and are plain text until they are closed. */
  readonly #plain = new Set<string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(threadFile: string) {
    this.#thread = new ProseThread(threadFile);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((change) => this.#update(change)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
    );
  }

  /** The prose of an open document; it follows the text. */
  read(document: vscode.TextDocument): DocumentProse {
    const known = this.#documents.get(document);
    if (known !== undefined) return known;
    const { uri, languageId } = document;
    const source = {
      language: this.#languageOf(uri, languageId),
      get text() {
        return document.getText();
      },
      get length() {
        return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
      },
    };
    const prose = this.#thread.open(source, (why) => this.#failed(uri, languageId, why));
    this.#documents.set(document, prose);
    return prose;
  }

  /** The sentences of a text, whatever becomes of the document. */
  snapshot(uri: vscode.Uri, language: string, text: string): SentenceSource {
    const source = { language: this.#languageOf(uri, language), text, length: text.length };
    return this.#thread.snapshot(source, (why) => this.#failed(uri, language, why));
  }

  /** Texts as a document's language writes them so that they are read as they are. */
  async literals(uri: vscode.Uri, language: string, insertions: readonly Insertion[]): Promise<readonly string[]> {
    const source = { language: this.#languageOf(uri, language), text: '', length: 0 };
    const prose = this.#thread.open(source, (why) => this.#failed(uri, language, why));
    try {
      return await prose.literals(insertions);
    } finally {
      prose.close();
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#thread.dispose();
  }

  #update({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const prose = this.#documents.get(document);
    // All changes of an event refer to the text before it: from the last to the first none moves another.
    for (const change of [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset))
      prose?.edited({ start: change.rangeOffset, end: change.rangeOffset + change.rangeLength, text: change.text });
  }

  #close(document: vscode.TextDocument): void {
    this.#documents.get(document)?.close();
    this.#documents.delete(document);
    this.#plain.delete(document.uri.toString());
  }

  #languageOf(uri: vscode.Uri, language: string): string {
    return this.#plain.has(uri.toString()) ? 'plaintext' : language;
  }

  #failed(uri: vscode.Uri, language: string, why: string): void {
    const key = uri.toString();
    if (this.#plain.has(key)) return;
    this.#plain.add(key);
    const name = vscode.workspace.asRelativePath(uri);
    void showWarning(
      plain`“${name}” could not be read as ${language}: ${why}. It is treated as plain text. Close and reopen it to try again.`,
    );
  }
}
