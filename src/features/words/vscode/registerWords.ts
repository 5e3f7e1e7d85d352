import * as vscode from 'vscode';
import { ContextBudget } from '../core/contextBudget';
import { WordSuggester } from '../core/wordSuggester';
import { commandIds, proseLanguages } from '../../../editor/ids';
import { fillBlanksCommand, replaceWordCommand, chooseWord, type WordServices } from './wordCommands';
import { ReplaceActions } from './replaceActions';
import { SuggestionProvider } from './suggestionProvider';
import { CountsStore } from './countsStore';
import { Pauses } from './pauses';
import { SuggestionTracker } from './suggestionTracker';
import { TypingPace } from './typingPace';
import { WritersPhrases } from './writersPhrases';

/** Wires suggestions, replacing and blanks; returns what the status and the tests look at. */
export function registerWords(context: vscode.ExtensionContext, parts: Omit<WordServices, 'budget'>) {
  const { engine, settings, problems, prose } = parts;
  const counts = new CountsStore(context.globalState);
  const pauses = new Pauses(context.workspaceState);
  const pace = new TypingPace();
  const tracker = new SuggestionTracker(prose, counts);
  const budget = new ContextBudget(engine);
  const table = vscode.Uri.joinPath(context.extensionUri, 'models', 'phrases', 'english.br').fsPath;
  const phrases = new WritersPhrases(table, prose);
  const suggester = new WordSuggester(engine, budget, () => phrases.sources());
  const provider = new SuggestionProvider(suggester, budget, settings, problems, prose, pauses, pace, tracker, phrases);
  const services: WordServices = { ...parts, budget };
  const languages = [...proseLanguages];
  context.subscriptions.push(
    ...[counts, pauses, pace, tracker, phrases],
    vscode.languages.registerInlineCompletionItemProvider(languages, provider),
    vscode.languages.registerCodeActionsProvider(languages, new ReplaceActions(services), {
      providedCodeActionKinds: ReplaceActions.kinds,
    }),
    vscode.commands.registerCommand(commandIds.chooseWord, () => chooseWord(services, suggester)),
    vscode.commands.registerCommand(commandIds.replaceWord, () => replaceWordCommand(services)),
    vscode.commands.registerCommand(commandIds.fillBlanks, () => fillBlanksCommand(services)),
    vscode.commands.registerCommand(commandIds.snoozeSuggestions, () => pauses.snooze()),
    vscode.commands.registerCommand(commandIds.toggleSuggestionsInFile, () => pauses.toggleFile()),
    vscode.commands.registerCommand(commandIds.showSuggestionCounts, () => counts.show()),
    vscode.commands.registerCommand(commandIds.deleteSuggestionCounts, () => counts.delete()),
  );
  return { counts, pauses };
}
