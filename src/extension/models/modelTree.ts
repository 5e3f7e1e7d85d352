import * as vscode from 'vscode';
import { markdownLines } from '../markdownLines';
import type { ModelRow } from './modelRow';

/** Shows rows as a tree. They are made anew at each change; their keys keep what is open and selected. */
export class ModelTree implements vscode.TreeDataProvider<ModelRow>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly rows: () => readonly ModelRow[]) {}

  refresh(): void {
    this.#changed.fire();
  }

  getChildren(row?: ModelRow): ModelRow[] {
    return [...(row === undefined ? this.rows() : (row.children ?? []))];
  }

  getTreeItem(row: ModelRow): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.children === undefined ? None : row.isOpen ? Expanded : Collapsed);
    item.id = row.key;
    item.description = row.description;
    item.contextValue = row.context;
    if (row.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(row.icon, row.color === undefined ? undefined : new vscode.ThemeColor(row.color));
    }
    if (row.tooltip !== undefined) item.tooltip = markdownLines(row.tooltip);
    if (row.command !== undefined) item.command = { command: row.command, title: row.label, arguments: [row] };
    item.accessibilityInformation = { label: [row.label, row.description].filter(Boolean).join(', ') };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
