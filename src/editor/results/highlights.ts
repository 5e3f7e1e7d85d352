import * as vscode from 'vscode';
import { Throttle } from '../../base/throttle';
import type { TextRange } from '../../protocol/text';
import { whyLink, type ExplanationQuestion } from '../explainAnswer';
import { rangeOf } from '../ranges';
import { labelColor, labelColorCount } from './labelColors';

/** While results come in, highlights are redrawn no more often than this, in milliseconds. */
const interval = 300;

/** How marks of a kind are underlined. */
export interface MarkStyle {
  readonly color: vscode.ThemeColor;
  readonly line: 'solid' | 'dashed' | 'dotted';
}

/** Marks of labels: their colors, which repeat. */
const labelStyles: readonly MarkStyle[] = Array.from({ length: labelColorCount }, (_, label) => ({
  color: labelColor(label),
  line: 'solid',
}));

/** A part of a document to mark. */
export interface Mark extends TextRange {
  /** Index of a label, or of a style; undefined for a part that has a hover only. */
  readonly color: number | undefined;
  /** Written when it is asked for: a chapter has thousands of marks. */
  readonly hover: () => vscode.MarkdownString;
  /** Which answer can be explained. */
  readonly why?: () => ExplanationQuestion | undefined;
}

/** Results that are marked in the text. */
export interface Marked {
  readonly onDidChange: vscode.Event<void>;
  /** The setting that turns the marks on. */
  readonly setting: string;
  readonly isOn: () => boolean;
  readonly marksIn: (uri: string) => readonly Mark[];
  /** How marks look, by their color's index; as labels where absent. */
  readonly styles?: readonly MarkStyle[];
}

/** Underlines parts of the text in their label's color; hovering says more. */
export class Highlights implements vscode.HoverProvider, vscode.Disposable {
  readonly #types: readonly vscode.TextEditorDecorationType[];
  readonly #subscriptions: vscode.Disposable[];
  readonly #drawing = new Throttle(interval, () => this.#draw());
  #shown = false;

  constructor(private readonly marked: Marked) {
    const { styles = labelStyles } = marked;
    this.#types = styles.map(({ color, line }) =>
      vscode.window.createTextEditorDecorationType({
        borderColor: color,
        borderStyle: line,
        borderWidth: '0 0 2px 0',
        overviewRulerColor: color,
        overviewRulerLane: vscode.OverviewRulerLane.Left,
      }),
    );
    const soon = () => this.#drawing.call();
    this.#subscriptions = [
      marked.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.languages.registerHoverProvider('*', this),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(marked.setting) && soon()),
    ];
  }

  dispose(): void {
    this.#drawing.dispose();
    for (const disposable of [...this.#subscriptions, ...this.#types]) disposable.dispose();
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!this.marked.isOn()) return undefined;
    const offset = document.offsetAt(position);
    const marks = this.marked.marksIn(document.uri.toString());
    const at = marks.find(({ start, end }) => start <= offset && offset <= end);
    if (at === undefined) return undefined;
    const question = at.why?.();
    return new vscode.Hover([at.hover(), ...(question ? [whyLink(question)] : [])], rangeOf(document, at));
  }

  #draw(): void {
    const isOn = this.marked.isOn();
    if (!isOn && !this.#shown) return;
    this.#shown = isOn;
    for (const editor of vscode.window.visibleTextEditors) {
      const byType = isOn ? this.#ranges(editor.document) : [];
      this.#types.forEach((type, i) => editor.setDecorations(type, byType[i] ?? []));
    }
  }

  #ranges(document: vscode.TextDocument): vscode.Range[][] {
    const byType = this.#types.map((): vscode.Range[] => []);
    for (const mark of this.marked.marksIn(document.uri.toString()))
      if (mark.color !== undefined) byType[mark.color % byType.length]?.push(rangeOf(document, mark));
    return byType;
  }
}
