import * as vscode from 'vscode';
import { commandIds, internalCommands, proseLanguages } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import type { EngineApi } from '../../../protocol/engineApi';
import { IgnoreActions } from './ignoreActions';
import { IgnoredOddWords, type IgnoreWhat } from './ignoredOddWords';
import { OddWordDiagnostics } from './oddWordDiagnostics';

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
