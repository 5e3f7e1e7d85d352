import * as vscode from 'vscode';
import { maxOf } from '../../../base/extremes';
import { QuietSentence } from '../core/quietSentence';
import { contextKeys, internalCommands } from '../../../editor/ids';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { CountsStore } from './countsStore';

/** A suggestion on the screen. */
interface Offer {
  readonly document: vscode.TextDocument;
  /** Where its word begins, and the whole words: the one that shows, and those that Alt+] brings. */
  readonly start: number;
  readonly texts: readonly string[];
}

/**
 * Knows what became of each suggestion. VS Code reports that one was accepted (the item's command) and nothing else: that one was accepted
 * word by word shows in the edit, Escape is bound to a command of ours while one of ours shows, and typing something else counts as a
 * dismissal too.
 */
export class SuggestionTracker implements vscode.Disposable {
  #offer: Offer | undefined;
  #dismissals = 0;
  #lastEdit = { document: undefined as vscode.TextDocument | undefined, time: -Infinity };
  #quiet: { readonly document: vscode.TextDocument; readonly sentence: QuietSentence } | undefined;
  readonly #subscriptions: vscode.Disposable;

  constructor(
    private readonly prose: ProseDocuments,
    private readonly counts: CountsStore,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      vscode.commands.registerCommand(internalCommands.accepted, () => this.#accepted()),
      vscode.commands.registerCommand(internalCommands.dismiss, () => this.#dismissed()),
      vscode.workspace.onDidChangeTextDocument((change) => this.#edited(change)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#moved(textEditor)),
    );
  }

  /** Suggestions that were dismissed since one was accepted last. */
  get dismissals(): number {
    return this.#dismissals;
  }

  /** Milliseconds since a document was last changed; Infinity where another one was. */
  sinceEdit(document: vscode.TextDocument): number {
    return this.#lastEdit.document === document ? performance.now() - this.#lastEdit.time : Infinity;
  }

  /** Whether a suggestion was dismissed in the sentence at `offset`, and the caret has not left it since. */
  async isQuietAt(document: vscode.TextDocument, offset: number): Promise<boolean> {
    const quiet = this.#quiet;
    if (quiet?.document !== document) return false;
    if ((await this.#sentenceStart(document, offset)) === quiet.sentence.start) return true;
    if (this.#quiet === quiet) this.#quiet = undefined;
    return false;
  }

  /** Suggestions are about to show: one of `texts`, at first the first, replaces what is typed from `start` on. */
  offered(document: vscode.TextDocument, start: number, texts: readonly string[]): void {
    const known = this.#offer;
    const isSame = known?.document === document && known.start === start && known.texts[0] === texts[0];
    if (!isSame) this.counts.add('shown');
    this.#setOffer({ document, start, texts });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Called by the edit or by the item's command, whichever comes first. */
  #accepted(): void {
    if (this.#offer === undefined) return;
    this.counts.add('accepted');
    this.#dismissals = 0;
    this.#setOffer(undefined);
  }

  async #dismissed(): Promise<void> {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    const editor = vscode.window.activeTextEditor;
    this.#gaveWay();
    if (editor === undefined) return;
    const { document, selection } = editor;
    const start = await this.#sentenceStart(document, document.offsetAt(selection.active));
    this.#quiet = { document, sentence: new QuietSentence(start) };
  }

  #gaveWay(): void {
    if (this.#offer === undefined) return;
    this.counts.add('dismissed');
    this.#dismissals++;
    this.#setOffer(undefined);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    for (const { rangeOffset: start, rangeLength, text } of contentChanges) {
      if (this.#quiet?.document === document)
        this.#quiet.sentence.edited({ start, end: start + rangeLength }, text.length);
    }
    if (contentChanges.length === 0) return;
    this.#lastEdit = { document, time: performance.now() };
    const offer = this.#offer;
    if (offer?.document !== document) return;
    const end = maxOf(contentChanges.map(({ rangeOffset, text }) => rangeOffset + text.length));
    const written = document.getText(rangeOf(document, { start: offer.start, end }));
    const isTyped = contentChanges.every(({ text }) => text.length <= 1);
    if (!isTyped && offer.texts.some((text) => text.trimEnd() === written.trimEnd())) return this.#accepted();
    const folded = written.toLowerCase();
    if (offer.texts.some((text) => text.toLowerCase().startsWith(folded))) return;
    // Typed to its end by hand, and on.
    if (offer.texts.some((text) => written.startsWith(text.trimEnd()))) return this.#setOffer(undefined);
    this.#gaveWay();
  }

  #moved(editor: vscode.TextEditor): void {
    const offset = editor.document.offsetAt(editor.selection.active);
    const offer = this.#offer;
    const longest = Math.max(0, ...(offer?.texts ?? []).map(({ length }) => length));
    const isInOffer = offer?.document === editor.document && offset >= offer.start && offset <= offer.start + longest;
    if (offer !== undefined && !isInOffer) this.#setOffer(undefined);
    if (this.#quiet?.document === editor.document) void this.isQuietAt(editor.document, offset);
  }

  /** The key that lets Escape be ours is set only while something of ours shows. */
  #setOffer(offer: Offer | undefined): void {
    if ((offer === undefined) !== (this.#offer === undefined))
      void vscode.commands.executeCommand('setContext', contextKeys.suggestionOffered, offer !== undefined);
    this.#offer = offer;
  }

  /** Start of the sentence at an offset; of the line where there is no prose. */
  async #sentenceStart(document: vscode.TextDocument, offset: number): Promise<number> {
    const sentence = await this.prose.read(document).sentenceAt(offset);
    return sentence?.source.start ?? document.offsetAt(document.positionAt(offset).with({ character: 0 }));
  }
}
