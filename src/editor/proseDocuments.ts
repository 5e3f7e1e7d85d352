import * as vscode from 'vscode';
import { ProseDocument } from '../prose/proseDocument';
import { proseLanguage } from '../prose/proseLanguages';

/** The prose of open documents: read when it is first asked for, then kept up to date change by change. */
export class ProseDocuments implements vscode.Disposable {
  readonly #documents = new Map<vscode.TextDocument, ProseDocument>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((change) => this.#update(change)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#documents.delete(document)),
    );
  }

  /** The document's prose as its text is now; it keeps following the text. */
  async read(document: vscode.TextDocument): Promise<ProseDocument> {
    const language = await proseLanguage(document.languageId);
    const known = this.#documents.get(document);
    // Changed line ends are not reported as changes of the text.
    if (known !== undefined && known.length === lengthOf(document)) return known;
    const prose = new ProseDocument(language, document.getText());
    this.#documents.set(document, prose);
    return prose;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #update({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const prose = this.#documents.get(document);
    if (prose === undefined) return;
    try {
      // All changes of an event refer to the text before it: from the last to the first none moves another.
      for (const change of [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset))
        prose.update({ start: change.rangeOffset, end: change.rangeOffset + change.rangeLength, text: change.text });
    } catch {
      this.#documents.delete(document);
    }
  }
}

function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
