import * as vscode from 'vscode';
import { linesTooltip } from '../../../editor/ui/markdown';
import { treeItem } from '../../../editor/ui/items';
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
    const { key, label, description, icon, color, context, tooltip, command, children, isOpen } = row;
    return treeItem({
      id: key,
      label,
      description,
      collapsibleState: children === undefined ? None : isOpen ? Expanded : Collapsed,
      contextValue: context,
      iconPath:
        icon === undefined
          ? undefined
          : new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color)),
      tooltip: tooltip && linesTooltip(tooltip),
      command: command === undefined ? undefined : { command, title: label, arguments: [row] },
      spoken: [label, description].filter(Boolean).join(', '),
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
