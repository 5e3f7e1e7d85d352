import * as vscode from 'vscode';
import { plainText } from '../../base/plainText';

/** Characters of a text that a tooltip shows. */
const maxShown = 2000;

/** A tooltip of names and values, a line each. */
export function linesTooltip(lines: readonly (readonly [string, string])[]): vscode.MarkdownString {
  return new vscode.MarkdownString(
    lines.map(([name, value]) => `**${escaped(name)}:** ${escaped(value)}  \n`).join(''),
  );
}

/** A tooltip of names and numbers as a table, and sentences below it. */
export function tableTooltip(
  rows: readonly (readonly [string, string])[],
  ...sentences: readonly string[]
): vscode.MarkdownString {
  const lines = rows.map(([name, value]) => `| ${escaped(name)} | ${escaped(value)} |\n`);
  const below = sentences.filter((sentence) => sentence !== '').map((sentence) => `\n${escaped(sentence)}\n`);
  return new vscode.MarkdownString(['| | |\n| --- | ---: |\n', ...lines, ...below].join(''));
}

/** A text that is shown as it is where VS Code takes Markdown. */
export function literalText(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(escaped(text));
}

/**
 * A link that runs a command of the extension, which alone it may. It stands by itself: no foreign text is in a text
 * whose links run.
 */
export function commandLink(title: string, command: string, ...values: readonly unknown[]): vscode.MarkdownString {
  const link = new vscode.MarkdownString(
    `[${escaped(title)}](command:${command}?${encodeURIComponent(JSON.stringify(values))})`,
  );
  link.isTrusted = { enabledCommands: [command] };
  return link;
}

/** Every sign as a character reference, so that none begins markup, an address or an icon. */
function escaped(text: string): string {
  return plainText(text, maxShown).replace(/[^\p{L}\p{M}\p{N} ]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
