import * as vscode from 'vscode';
import { commandIds, internalCommands, proseLanguages, oddWordSource } from '../../../editor/ids';
import { ignoreFixes } from '../../../editor/ignoreFixes';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { VisibleDiagnostics } from '../../../editor/visibleDiagnostics';
import type { EngineApi } from '../../../protocol/engineApi';
import { IgnoredOddWords, type IgnoreWhat } from './ignoredOddWords';
import { OddWordCheck } from './oddWordCheck';
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
    new VisibleDiagnostics(new OddWordCheck(engine, settings, prose, ignored), problems),
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
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return ignoreFixes(context, oddWordSource, internalCommands.ignoreOddWord, ({ range }) => {
      const word = document.getText(range);
      const fix = (title: PlainText, what: IgnoreWhat) => ({ title, arguments: [what, word, document] });
      return [
        fix(plain`Ignore “${word}”`, 'word'),
        fix(plain`Turn off odd-word highlighting in this file`, 'file'),
        fix(plain`Turn off odd-word highlighting in this workspace`, 'workspace'),
      ];
    });
  }
}
