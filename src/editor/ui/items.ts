import * as vscode from 'vscode';
import { plainText } from '../../base/plainText';
import { withIcon } from './notifications';

/** What a row of a tree is made of; all of its texts are shown as they are. */
export interface TreeRow extends Omit<vscode.TreeItem, 'label' | 'accessibilityInformation'> {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string | vscode.MarkdownString;
  /** What a screen reader says in place of the label. */
  readonly spoken?: string;
}

export function treeItem({ label, description, tooltip, spoken, ...more }: TreeRow): vscode.TreeItem {
  return {
    ...more,
    label: withIcon(undefined, label),
    description: description && plainText(description),
    tooltip: typeof tooltip === 'string' ? plainText(tooltip) : tooltip,
    accessibilityInformation: spoken === undefined ? undefined : { label: plainText(spoken) },
  };
}

/** What a tree's view says above its rows and beside its title. */
export function setViewTexts(view: vscode.TreeView<unknown>, message: string, description: string | undefined): void {
  view.message = message === '' ? undefined : plainText(message);
  view.description = description && plainText(description);
}

export function setTitle(panel: vscode.WebviewPanel, title: string): void {
  panel.title = plainText(title);
}

/** What an item of the status bar shows. */
export interface StatusTexts {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string | vscode.MarkdownString;
  /** What a screen reader says in place of the text. */
  readonly spoken?: string;
  readonly severity?: 'normal' | 'warning' | 'error';
}

/** An item on the right of the status bar, which runs a command. */
export class StatusBarItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor(id: string, priority: number, name: string, command: string) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
    Object.assign(this.#item, { name, command });
  }

  show({ icon, text, tooltip, spoken, severity = 'normal' }: StatusTexts): void {
    this.#item.text = withIcon(icon, text);
    this.#item.tooltip = typeof tooltip === 'string' ? plainText(tooltip) : tooltip;
    this.#item.backgroundColor =
      severity === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
    this.#item.accessibilityInformation = spoken ? { label: plainText(spoken), role: 'button' } : undefined;
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
