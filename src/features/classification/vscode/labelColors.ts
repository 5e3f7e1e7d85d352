import * as vscode from 'vscode';

/** How many labels have a color of their own; then they begin again. As many as package.json contributes. */
export const labelColorCount = 8;

/** The theme's color for a label, by its place among all labels. */
export function labelColor(label: number): vscode.ThemeColor {
  return new vscode.ThemeColor(`deberta.label${1 + (label % labelColorCount)}`);
}
