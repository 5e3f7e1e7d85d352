import * as vscode from 'vscode';
import type { AttentionPassage, Side, TextPlace } from '../core/viewMessages';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf, rangeOf } from '../../../editor/ranges';
import { placedText } from '../../../editor/placedText';

const settleMilliseconds = 150;

/** Connects the panel with the editors of its passages: shows tokens there, and reports selections made there. */
export class EditorLink implements vscode.Disposable {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.wordHighlightStrongBorder'),
    borderRadius: '2px',
  });
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

  /** Marks a place of a passage in its editor until the selection changes. Returns whether the text is still there. */
  async reveal({ side, sequence, ...range }: TextPlace): Promise<boolean> {
    const passage = this.passages()[side];
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === passage?.document,
    );
    if (passage === undefined || editor === undefined) return false;
    const { document } = editor;
    const placed = await placedText(
      document,
      passage.texts[sequence] ?? '',
      passage.starts?.[sequence] ?? 0,
      this.documents,
    );
    if (placed === undefined) return false;
    const marked = rangeOf(document, placed.toDocument(trimmed(passage.texts[sequence] ?? '', range)));
    editor.setDecorations(this.#mark, [marked]);
    editor.revealRange(marked, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return true;
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
