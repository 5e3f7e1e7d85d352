import * as vscode from 'vscode';

/** A tooltip of names and values, a line each. Values are plain text, whatever is in them. */
export function markdownLines(lines: readonly (readonly [string, string])[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  for (const [name, value] of lines) tooltip.appendMarkdown(`**${name}:** `).appendText(value).appendMarkdown('  \n');
  return tooltip;
}
