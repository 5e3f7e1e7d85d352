import * as vscode from 'vscode';
import { Throttle } from '../../../base/throttle';
import type { ResultTable } from '../core/exportResults';
import type { ClassifiedText } from '../core/resultStore';
import { passing } from '../core/verdict';
import { rangeOf } from '../../../editor/ranges';
import { classificationSettings } from './classificationSettings';
import type { ClassificationRun } from './classificationRun';
import { labelColor, labelColorCount } from './labelColors';
import { scoresTooltip } from './resultItems';

/** While results come in, highlights are redrawn no more often than this, in milliseconds. */
const interval = 300;

/**
 * Marks classified parts of the text with their label's color; hovering shows all scores, which are written when they
 * are asked for: a chapter has thousands of marks. Off unless the setting says so.
 */
export class Highlights implements vscode.HoverProvider, vscode.Disposable {
  readonly #types = Array.from({ length: labelColorCount }, (_, label) =>
    vscode.window.createTextEditorDecorationType({
      borderColor: labelColor(label),
      borderStyle: 'solid',
      borderWidth: '0 0 2px 0',
      overviewRulerColor: labelColor(label),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
    }),
  );
  readonly #subscriptions: vscode.Disposable[];
  readonly #drawing = new Throttle(interval, () => this.#draw());
  #shown = false;

  constructor(private readonly run: ClassificationRun) {
    const soon = () => this.#drawing.call();
    this.#subscriptions = [
      run.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.languages.registerHoverProvider('*', this),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('deberta.classify') && soon()),
    ];
  }

  dispose(): void {
    this.#drawing.dispose();
    for (const disposable of [...this.#subscriptions, ...this.#types]) disposable.dispose();
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const { table } = this.run.store;
    if (table === undefined || !classificationSettings().highlights) return undefined;
    const offset = document.offsetAt(position);
    const at = this.#textsOf(document).find(({ start, end }) => start <= offset && offset <= end);
    return at && new vscode.Hover(scoresTooltip({ ...at, text: '' }, table), rangeOf(document, at));
  }

  #draw(): void {
    const { highlights } = classificationSettings();
    if (!highlights && !this.#shown) return;
    this.#shown = highlights;
    const { table } = this.run.store;
    for (const editor of vscode.window.visibleTextEditors) {
      const byType = table !== undefined && highlights ? this.#ranges(editor.document, table) : [];
      this.#types.forEach((type, i) => editor.setDecorations(type, byType[i] ?? []));
    }
  }

  #ranges(document: vscode.TextDocument, table: ResultTable): vscode.Range[][] {
    const byType = this.#types.map((): vscode.Range[] => []);
    for (const text of this.#textsOf(document)) {
      const [label] = passing(text.scores, table.problemType, table.threshold);
      if (label !== undefined) byType[label % labelColorCount]?.push(rangeOf(document, text));
    }
    return byType;
  }

  #textsOf(document: vscode.TextDocument): readonly ClassifiedText[] {
    return this.run.store.file(document.uri.toString())?.texts ?? [];
  }
}
