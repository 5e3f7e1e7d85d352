import type * as vscode from 'vscode';
import { commandIds } from '../../editor/ids';
import { statusText, type StatusFacts } from './statusText';
import { StatusBarItem } from '../../editor/ui/items';
import { linesTooltip } from '../../editor/ui/markdown';

/** The item on the right of the status bar: state, model, device, milliseconds of the last request. */
export class StatusItem implements vscode.Disposable {
  readonly #item = new StatusBarItem('deberta.status', 100, 'DeBERTa', commandIds.showStatus);

  show(facts: StatusFacts): void {
    const { lines, ...shown } = statusText(facts);
    const spoken = lines.map((line) => line.join(': ')).join('. ');
    this.#item.show({ ...shown, tooltip: linesTooltip(lines), spoken });
  }

  dispose(): void {
    this.#item.dispose();
  }
}
