import * as vscode from 'vscode';

const colors = ['blue', 'orange', 'green', 'purple', 'red', 'yellow', 'foreground'] as const;

/** How many labels have a colour of their own; then they begin again. */
export const labelColorCount = colors.length;

/** The theme's chart colour for a label, by its place among all labels. */
export function labelColor(label: number): vscode.ThemeColor {
  return new vscode.ThemeColor(`charts.${colors[label % colors.length]}`);
}
