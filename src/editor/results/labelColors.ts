import * as vscode from 'vscode';

/** Colors that package.json contributes; with more labels, they repeat. */
export const labelColorCount = 8;

export function labelColor(label: number): vscode.ThemeColor {
  return new vscode.ThemeColor(`deberta.label${1 + (label % labelColorCount)}`);
}
