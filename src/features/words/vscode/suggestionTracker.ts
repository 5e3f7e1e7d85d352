import * as vscode from 'vscode';
import { maxOf } from '../../../base/extremes';
import { wordAtEnd } from '../../../base/word';
import { continued, outcomeOf, type Offer } from '../core/offer';
import { QuietSentence } from '../core/quietSentence';
import type { WordSuggestion } from '../core/rankWords';
import { contextKeys, internalCommands } from '../../../editor/ids';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import { checkOff } from '../../../editor/walkthrough';
import type { CountsStore } from './countsStore';

/** Suggestions on the screen. */
interface ShownOffer extends Offer {
  readonly document: vscode.TextDocument;
  /** Whether a part of it was accepted, and counted. */
  readonly isTaken: boolean;
}

/**
 * Knows what became of each suggestion. VS Code reports that one was accepted (the item's command) and nothing else:
 * that one was accepted word by word shows in the edit, Escape is bound to a command of ours while one of ours shows,
 * and typing something else counts as a dismissal too.
 */
export class SuggestionTracker implements vscode.Disposable {
  #offer: ShownOffer | undefined;
  #dismissals = 0;
  /** Where the word begins in which a suggestion was typed over last. */
  #typedOver: { readonly document: vscode.TextDocument; readonly start: number } | undefined;
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

  /** What still fits of the suggestions that show, whatever was typed or accepted of them. */
  standing(document: vscode.TextDocument, offset: number): Pick<WordSuggestion, 'insertText' | 'range'>[] {
    const offer = this.#offer;
    if (offer?.document !== document || offset < offer.start) return [];
    const { start, texts, rest } = offer;
    const written = document.getText(rangeOf(document, { start, end: offset }));
    return continued(texts, written).map((insertText) => ({ insertText, range: { start, end: offset + rest } }));
  }

  /** Whether the caret is still in a word in which a suggestion was typed over. */
  isTypedOver(document: vscode.TextDocument, offset: number): boolean {
    const word = this.#typedOver;
    if (word?.document !== document || offset <= word.start) return false;
    if (!/\s/u.test(document.getText(rangeOf(document, { start: word.start, end: offset })))) return true;
    this.#typedOver = undefined;
    return false;
  }

  /** Whether a suggestion was dismissed in the sentence at `offset`, and the caret has not left it since. */
  async isQuietAt(document: vscode.TextDocument, offset: number): Promise<boolean> {
    const quiet = this.#quiet;
    if (quiet?.document !== document) return false;
    if ((await this.#sentenceStart(document, offset)) === quiet.sentence.start) return true;
    if (this.#quiet === quiet) this.#quiet = undefined;
    return false;
  }

  /** Suggestions are about to show. */
  offered(document: vscode.TextDocument, offer: Offer): void {
    const known = this.#offer;
    const isSame = known?.document === document && known.start === offer.start && known.texts[0] === offer.texts[0];
    if (!isSame) this.counts.add('shown');
    this.#setOffer({ ...offer, document, isTaken: isSame && known.isTaken });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Called by the edit or by the item's command, whichever comes first. */
  #accepted(): void {
    this.#take();
    this.#setOffer(undefined);
  }

  /** Counts an offer as accepted, once. */
  #take(): void {
    if (this.#offer === undefined || this.#offer.isTaken) return;
    this.counts.add('accepted');
    checkOff('suggestions');
    this.#dismissals = 0;
    this.#offer = { ...this.#offer, isTaken: true };
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
    if (this.#offer?.isTaken === false) {
      this.counts.add('dismissed');
      this.#dismissals++;
    }
    this.#setOffer(undefined);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    for (const { rangeOffset: start, rangeLength, text } of contentChanges) {
      if (this.#quiet?.document === document)
        this.#quiet.sentence.edited({ start, end: start + rangeLength }, text.length);
    }
    const offer = this.#offer;
    if (contentChanges.length === 0 || offer?.document !== document) return;
    const end = maxOf(contentChanges.map(({ rangeOffset, text }) => rangeOffset + text.length));
    if (end < offer.start) return this.#setOffer(undefined);
    const written = document.getText(rangeOf(document, { start: offer.start, end }));
    const isTyped = contentChanges.every(({ rangeLength, text }) => text.length - rangeLength <= 1);
    const outcome = outcomeOf(offer.texts, written, isTyped);
    if (outcome === 'accepted') this.#accepted();
    else if (outcome === 'partlyAccepted') this.#take();
    else if (outcome === 'finished') this.#setOffer(undefined);
    else if (outcome === 'typedOver') {
      const typed = wordAtEnd(written);
      if (typed !== '') this.#typedOver = { document, start: end - typed.length };
      this.#gaveWay();
    }
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
  #setOffer(offer: ShownOffer | undefined): void {
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
