import * as vscode from 'vscode';
import type { AttentionPassage, Side, TextPlace } from '../core/viewMessages';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf } from '../../../editor/ranges';
import { markWord, placedText, wordMark } from '../../../editor/placedText';

const settleMilliseconds = 150;

/** Connects the panel with the editors of its passages: shows tokens there, and reports selections made there. */
export class EditorLink implements vscode.Disposable {
  readonly #mark = wordMark();
  readonly #listener: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `selected` gets the selection's place in the passages, if any; `moved` is called after every move. */
  constructor(
    private readonly documents: ProseDocuments,
    private readonly passages: () => readonly AttentionPassage[],
    private readonly selected: (place: TextPlace | undefined) => void,
    private readonly moved: (editor: vscode.TextEditor) => void,
  ) {
    this.#listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document.uri.scheme === 'output') return;
      textEditor.setDecorations(this.#mark, []);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        void this.#notify(textEditor);
        this.moved(textEditor);
      }, settleMilliseconds);
    });
  }

  /** Marks a place of a passage in its editor until the selection changes. */
  async reveal({ side, sequence, ...range }: TextPlace): Promise<void> {
    const { document, texts = [], starts } = this.passages()[side] ?? {};
    const taken = { text: texts[sequence] ?? '', start: starts?.[sequence] ?? 0 };
    await markWord(this.#mark, document, taken, trimmed(taken.text, range), this.documents);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#mark.dispose();
  }

  async #notify({ document, selection }: vscode.TextEditor): Promise<void> {
    const offsets = offsetsOf(document, selection);
    for (const [side, passage] of this.passages().entries()) {
      if (passage.document !== document.uri.toString()) continue;
      for (const [sequence, text] of passage.texts.entries()) {
        const range = (await placedText(document, text, passage.starts?.[sequence] ?? 0, this.documents))?.toText(
          offsets,
        );
        if (range !== undefined) return this.selected({ side: side as Side, sequence, ...caretWide(range) });
      }
    }
    this.selected(undefined);
  }
}

/** A token's range without the white space before its word. */
function trimmed(text: string, { start, end }: { readonly start: number; readonly end: number }) {
  const piece = text.slice(start, end);
  return { start: start + piece.length - piece.trimStart().length, end };
}

/** A caret counts as the character after it. */
function caretWide({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end: Math.max(end, start + 1) };
}
