import * as vscode from 'vscode';
import type { ResultTable } from '../../features/classification/exportResults';
import { heldBy } from '../../features/classification/resultTree';
import type { Settings } from '../settings';
import type { ClassificationRun } from './classificationRun';
import { labelColor, labelColorCount } from './labelColors';
import { scoresTooltip } from './resultItems';

/** Drawing anew while results come in, no more often than this, in milliseconds. */
const interval = 300;

/** Marks classified parts of the text with their label's colour; hovering shows all scores. Off unless the setting says so. */
export class Highlights implements vscode.Disposable {
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
  #timer: NodeJS.Timeout | undefined;
  #shown = false;

  constructor(
    private readonly settings: Settings,
    private readonly run: ClassificationRun,
  ) {
    const soon = () => {
      this.#timer ??= setTimeout(() => this.#draw(), interval);
    };
    this.#subscriptions = [
      run.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('deberta.classify') && soon()),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of [...this.#subscriptions, ...this.#types]) disposable.dispose();
  }

  #draw(): void {
    this.#timer = undefined;
    const { highlights } = this.settings.classification;
    if (!highlights && !this.#shown) return;
    this.#shown = highlights;
    const { table } = this.run.store;
    for (const editor of vscode.window.visibleTextEditors) {
      const byType = table !== undefined && highlights ? this.#decorations(editor.document, table) : [];
      this.#types.forEach((type, i) => editor.setDecorations(type, byType[i] ?? []));
    }
  }

  #decorations(document: vscode.TextDocument, table: ResultTable): vscode.DecorationOptions[][] {
    const byType = this.#types.map((): vscode.DecorationOptions[] => []);
    for (const text of this.run.store.file(document.uri.toString())?.texts ?? []) {
      const label = table.labels.indexOf(heldBy(table, text)[0] ?? '');
      const range = new vscode.Range(document.positionAt(text.start), document.positionAt(text.end));
      byType[label % labelColorCount]?.push({ range, hoverMessage: scoresTooltip({ ...text, text: '' }, table) });
    }
    return byType;
  }
}
