import * as vscode from 'vscode';
import { ContextBudget } from '../core/contextBudget';
import { WordSuggester } from '../core/wordSuggester';
import type { EngineApi } from '../../../protocol/engineApi';
import { commandIds, proseLanguages } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { fillBlanksCommand } from './fillBlanksCommand';
import { ReplaceActions } from './replaceActions';
import { ReplaceWords } from './replaceWords';
import type { Settings } from '../../../editor/settings';
import { SuggestionProvider } from './suggestionProvider';
import { chooseWord } from './chooseWord';
import { CountsStore } from './countsStore';
import { Pauses } from './pauses';
import { SuggestionTracker } from './suggestionTracker';

/** What the parts that deal with words are made of. */
interface Parts {
  readonly engine: EngineApi;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

/** Wires suggestions, replacing and blanks; returns what the status and the tests look at. */
export function registerWords(context: vscode.ExtensionContext, { engine, settings, problems, prose }: Parts) {
  const counts = new CountsStore(context.globalState);
  const pauses = new Pauses(context.workspaceState);
  const tracker = new SuggestionTracker(prose, counts);
  const budget = new ContextBudget(engine);
  const suggester = new WordSuggester(engine, budget);
  const provider = new SuggestionProvider(suggester, budget, settings, problems, prose, pauses, tracker);
  const replace = new ReplaceWords(engine, budget, settings, problems, prose);
  const languages = [...proseLanguages];
  context.subscriptions.push(
    ...[counts, pauses, tracker],
    vscode.languages.registerInlineCompletionItemProvider(languages, provider),
    vscode.languages.registerCodeActionsProvider(languages, new ReplaceActions(replace, problems), {
      providedCodeActionKinds: ReplaceActions.kinds,
    }),
    vscode.commands.registerCommand(commandIds.chooseWord, () =>
      chooseWord(suggester, budget, settings, problems, prose),
    ),
    vscode.commands.registerCommand(commandIds.replaceWord, () => replace.run()),
    vscode.commands.registerCommand(commandIds.fillBlanks, () =>
      fillBlanksCommand(engine, budget, settings, problems, prose),
    ),
    vscode.commands.registerCommand(commandIds.snoozeSuggestions, () => pauses.snooze()),
    vscode.commands.registerCommand(commandIds.toggleSuggestionsInFile, () => pauses.toggleFile()),
    vscode.commands.registerCommand(commandIds.showSuggestionCounts, () => counts.show()),
    vscode.commands.registerCommand(commandIds.deleteSuggestionCounts, () => counts.delete()),
  );
  return { counts, pauses };
}
