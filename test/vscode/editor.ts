import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bound } from '../../scripts/lib/bounds';
import type { ExtensionApi } from '../../src/app/extensionApi';

/** The extension under development, activated. */
export async function activeExtension(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('deberta-local.deberta');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** Shows an untitled document; `|` in `text` is the caret, two of them the ends of the selection. */
export async function showText(text: string, language = 'markdown'): Promise<vscode.TextEditor> {
  const [before = '', selected = '', after] = text.split('|');
  const content = before + selected + (after ?? '');
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const end = after === undefined ? before.length : before.length + selected.length;
  editor.selection = new vscode.Selection(document.positionAt(before.length), document.positionAt(end));
  return editor;
}

/** Polls until `probe` gives a value; fails with `what` when it does not in time. */
export async function eventually<T>(what: string, probe: () => T | undefined | false): Promise<T> {
  const milliseconds = bound(30_000);
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = probe();
    if (value !== undefined && value !== false) return value;
    assert.ok(performance.now() < end, `${what}: not within ${milliseconds / 1000} s`);
    await wait(50);
  }
}
