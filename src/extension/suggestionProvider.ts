import * as vscode from 'vscode';
import { fillContext } from '../features/fillContext';
import type { WordSuggestion } from '../features/rankWords';
import type { WordSuggester } from '../features/wordSuggester';
import { abortSignalOf, quietFor } from './cancellation';
import type { Problems } from './problems';
import type { ProseDocuments } from './proseDocuments';
import type { Settings } from './settings';

/** Offers the next or the unfinished word as ghost text. Errors go to the status item, never into the writer's way. */
export class SuggestionProvider implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly suggester: WordSuggester,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { enabled, minimumProbability, delay } = this.settings.suggestionsIn(document);
    if (!enabled || hasSelection(document)) return [];
    const explicit = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const signal = abortSignalOf(token);
    if (!explicit && !(await quietFor(delay, signal))) return [];
    const context = fillContext(await this.prose.of(document), document.offsetAt(position));
    if (context === undefined) return [];
    try {
      const suggestions = await this.suggester.suggest(context, {
        ...(await this.settings.modelFor('fill-mask')),
        minimumProbability: explicit ? 0 : minimumProbability,
        signal,
        lane: 'suggest',
      });
      this.problems.clear();
      return suggestions
        .map((suggestion) => itemOf(suggestion, document))
        .filter(({ insertText, range }) => agreesWith(selectedCompletionInfo, insertText, range));
    } catch (error) {
      this.problems.note(error);
      return [];
    }
  }
}

function hasSelection(document: vscode.TextDocument): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selections.some((selection) => !selection.isEmpty);
}

function itemOf({ insertText, range }: WordSuggestion, document: vscode.TextDocument) {
  const replaced = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  return { insertText, range: replaced };
}

/** While the suggest widget is open, VS Code shows only what extends the item selected there. */
function agreesWith(
  selected: vscode.SelectedCompletionInfo | undefined,
  insertText: string,
  range: vscode.Range,
): boolean {
  return selected === undefined || (selected.range.isEqual(range) && insertText.startsWith(selected.text));
}
