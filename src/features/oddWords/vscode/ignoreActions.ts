import * as vscode from 'vscode';
import { plain, type PlainText } from '../../../base/plainText';
import { internalCommands, oddWordSource } from '../../../editor/ids';
import type { IgnoreWhat } from './ignoredOddWords';

/** Quick fixes that make an odd word one that is not marked: this word, in this file, in this workspace. */
export class IgnoreActions implements vscode.CodeActionProvider {
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics
      .filter(({ source }) => source === oddWordSource)
      .flatMap((diagnostic) => {
        const word = document.getText(diagnostic.range);
        const action = (title: PlainText, what: IgnoreWhat) => {
          const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
          fix.diagnostics = [diagnostic];
          fix.command = { title, command: internalCommands.ignoreOddWord, arguments: [what, word, document] };
          return fix;
        };
        return [
          action(plain`Never mark “${word}”`, 'word'),
          action(plain`Do not mark odd words in this file`, 'file'),
          action(plain`Do not mark odd words in this workspace`, 'workspace'),
        ];
      });
  }
}
