import * as vscode from 'vscode';
import { commandIds, internalCommands, proseLanguages, oddWordSource } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import type { EngineApi } from '../../../protocol/engineApi';
import { IgnoredOddWords, type IgnoreWhat } from './ignoredOddWords';
import { OddWordDiagnostics } from './oddWordDiagnostics';
import { plain, type PlainText } from '../../../base/plainText';

/** What odd words are found with. */
interface Parts {
  readonly engine: EngineApi;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

/** Wires the marks of odd words, and the ways to ignore them. */
export function registerOddWords(context: vscode.ExtensionContext, { engine, settings, problems, prose }: Parts): void {
  const ignored = new IgnoredOddWords(context.workspaceState);
  context.subscriptions.push(
    ignored,
    new OddWordDiagnostics(engine, settings, problems, prose, ignored),
    vscode.languages.registerCodeActionsProvider([...proseLanguages], new IgnoreActions(), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.commands.registerCommand(commandIds.toggleOddWords, () => ignored.toggle()),
    vscode.commands.registerCommand(
      internalCommands.ignoreOddWord,
      (what: IgnoreWhat, word: string, document: vscode.TextDocument) => ignored.ignore(what, word, document),
    ),
  );
}

/** Quick fixes that make an odd word one that is not marked: this word, in this file, in this workspace. */
class IgnoreActions implements vscode.CodeActionProvider {
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
          action(plain`Ignore “${word}”`, 'word'),
          action(plain`Turn off odd-word highlighting in this file`, 'file'),
          action(plain`Turn off odd-word highlighting in this workspace`, 'workspace'),
        ];
      });
  }
}
