import * as vscode from 'vscode';
import { commandIds, internalCommands, proseLanguages, oddWordSource } from '../../../editor/ids';
import { ignoreFixes } from '../../../editor/ignoreFixes';
import { VisibleDiagnostics } from '../../../editor/visibleDiagnostics';
import { explainOddWord, type OddWordServices } from './explainOddWord';
import { IgnoredOddWords, type IgnoreWhat } from './ignoredOddWords';
import { OddWordCheck } from './oddWordCheck';
import { plain, type PlainText } from '../../../base/plainText';

/** Wires the marks of odd words, and the ways to ignore them. */
export function registerOddWords(context: vscode.ExtensionContext, services: OddWordServices): void {
  const { engine, settings, problems, prose } = services;
  const ignored = new IgnoredOddWords(context.workspaceState);
  context.subscriptions.push(
    ignored,
    new VisibleDiagnostics(new OddWordCheck(engine, settings, prose, ignored), problems),
    vscode.languages.registerCodeActionsProvider([...proseLanguages], new OddWordActions(), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.commands.registerCommand(commandIds.toggleOddWords, () => ignored.toggle()),
    vscode.commands.registerCommand(
      internalCommands.explainOddWord,
      (document: vscode.TextDocument, range: vscode.Range) => explainOddWord(services, document, range),
    ),
    vscode.commands.registerCommand(
      internalCommands.ignoreOddWord,
      (what: IgnoreWhat, word: string, document: vscode.TextDocument) => ignored.ignore(what, word, document),
    ),
  );
}

/** Quick fixes that explain an odd word, or make it one that is not marked: here, in this file, in this workspace. */
class OddWordActions implements vscode.CodeActionProvider {
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const odd = context.diagnostics.find(({ source }) => source === oddWordSource);
    const why = odd === undefined ? [] : [whyAction(document, odd)];
    const ignoring = ignoreFixes(context, oddWordSource, internalCommands.ignoreOddWord, ({ range }) => {
      const word = document.getText(range);
      const fix = (title: PlainText, what: IgnoreWhat) => ({ title, arguments: [what, word, document] });
      return [
        fix(plain`Ignore “${word}”`, 'word'),
        fix(plain`Turn off odd-word highlighting in this file`, 'file'),
        fix(plain`Turn off odd-word highlighting in this workspace`, 'workspace'),
      ];
    });
    return [...why, ...ignoring];
  }
}

function whyAction(document: vscode.TextDocument, odd: vscode.Diagnostic): vscode.CodeAction {
  const title = plain`Why may “${document.getText(odd.range)}” not fit?`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [odd];
  action.command = { title, command: internalCommands.explainOddWord, arguments: [document, odd.range] };
  return action;
}
