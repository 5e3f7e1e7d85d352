import * as vscode from 'vscode';
import type { PlainText } from '../base/plainText';

/** A quick fix that makes what is marked something that is not, by a command of the extension. */
export interface IgnoreFix {
  readonly title: PlainText;
  readonly arguments: readonly unknown[];
}

/** Quick fixes for the diagnostics of one source, each of which runs `command`. */
export function ignoreFixes(
  { diagnostics }: vscode.CodeActionContext,
  source: string,
  command: string,
  fixesOf: (diagnostic: vscode.Diagnostic) => readonly IgnoreFix[],
): vscode.CodeAction[] {
  return diagnostics
    .filter((diagnostic) => diagnostic.source === source)
    .flatMap((diagnostic) =>
      fixesOf(diagnostic).map(({ title, arguments: values }) => {
        const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        fix.diagnostics = [diagnostic];
        fix.command = { title, command, arguments: [...values] };
        return fix;
      }),
    );
}
