import * as vscode from 'vscode';
import { commandIds } from './ids';
import { markdownLines } from './markdownLines';
import { statusText, type StatusFacts } from './statusText';

/** The item on the right of the status bar: state, model, device, milliseconds of the last request. */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('deberta.status', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = 'DeBERTa';
    this.#item.command = commandIds.showStatus;
  }

  show(facts: StatusFacts): void {
    const { text, lines, severity } = statusText(facts);
    this.#item.text = text;
    this.#item.tooltip = markdownLines(lines);
    this.#item.backgroundColor =
      severity === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
    this.#item.accessibilityInformation = { label: lines.map((line) => line.join(': ')).join('. '), role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
