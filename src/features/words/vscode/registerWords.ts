import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { ContextBudget } from '../core/contextBudget';
import { Thesaurus } from '../core/thesaurus';
import { WordSuggester } from '../core/wordSuggester';
import { commandIds, proseLanguages } from '../../../editor/ids';
import { fillBlanksCommand, replaceWordCommand, chooseWord, type WordServices } from './wordCommands';
import { ReplaceActions } from './replaceActions';
import { SuggestionProvider } from './suggestionProvider';
import { CountsStore } from './countsStore';
import { LastSilence } from './lastSilence';
import { Pauses } from './snooze';
import { silenceHere } from './silenceHere';
import { SuggestionTracker } from './suggestionTracker';
import { TypingPace } from './typingPace';
import { WritersPhrases } from './writersPhrases';

/** Wires suggestions, replacing and blanks; returns what the status and the tests look at. */
export function registerWords(
  context: vscode.ExtensionContext,
  parts: Pick<WordServices, 'engine' | 'settings' | 'problems' | 'prose'>,
) {
  const { engine, settings, problems, prose } = parts;
  const counts = new CountsStore(context.globalState);
  const pauses = new Pauses(context.workspaceState);
  const pace = new TypingPace();
  const silence = new LastSilence();
  const tracker = new SuggestionTracker(prose, counts);
  const budget = new ContextBudget(engine);
  const fileOf = (...names: string[]) => vscode.Uri.joinPath(context.extensionUri, 'models', ...names).fsPath;
  const phrases = new WritersPhrases(fileOf('phrases', 'english.br'), prose);
  const thesaurus = new Thesaurus(() => readFile(fileOf('thesaurus.txt'), 'utf8'));
  const suggester = new WordSuggester(engine, budget, () => phrases.sources());
  const provider = new SuggestionProvider(
    suggester,
    budget,
    settings,
    problems,
    prose,
    pauses,
    pace,
    tracker,
    phrases,
    silence,
  );
  const services: WordServices = { ...parts, budget, thesaurus, state: context.globalState };
  const languages = [...proseLanguages];
  context.subscriptions.push(
    ...[counts, pauses, pace, silence, tracker, phrases],
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
  return { counts, pauses, silence, silenceHere: () => silenceHere(pauses, silence) };
}
