import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { isSure, isTooShort, thresholdAfter, thresholds } from '../core/confidence';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { fillContext } from '../core/fillContext';
import { placeKindOf } from '../core/placeKind';
import type { WordSuggestion } from '../core/rankWords';
import type { WordSuggester } from '../core/wordSuggester';
import { abortSignalOf } from '../../../base/cancellation';
import { internalCommands } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import type { Pauses } from './pauses';
import { suggestionsIn } from './wordSettings';
import type { SuggestionTracker } from './suggestionTracker';
import { showBriefly } from '../../../editor/ui/notifications';

/** Milliseconds for refining an answer: while typing, and when a word was asked for. */
const refining = { typing: 60, asked: 3000 };

/** Offers the next or the unfinished word as ghost text, when the model is sure. Errors go to the status item, never into the writer's way. */
export class SuggestionProvider implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly suggester: WordSuggester,
    private readonly budget: ContextBudget,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
    private readonly pauses: Pauses,
    private readonly tracker: SuggestionTracker,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const items = await this.#items(document, position, context, token);
    const isAsked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (isAsked && items.length === 0 && !token.isCancellationRequested) showBriefly(plain`No suggestion here.`);
    return items;
  }

  async #items(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { enabled, confidence, delay } = suggestionsIn(document);
    if (!enabled) return [];
    const isAsked = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const signal = abortSignalOf(token);
    const offset = document.offsetAt(position);
    if (!isAsked && (this.pauses.isPausedIn(document) || !(await this.#isWelcome(document, offset, delay, signal))))
      return [];
    if (!isCaretAt(document, position)) return [];
    try {
      const model = await this.settings.modelFor('fill-mask');
      const pace = isAsked ? 'asked' : 'typing';
      const characters = this.budget.characters(model, passMilliseconds[pace]);
      const passage = await this.prose.read(document).passageAt(offset, characters);
      const context = fillContext(passage, offset, characters);
      if (context === undefined || (!isAsked && isTooShort(context.typed))) return [];
      const bounds = thresholds[confidence][placeKindOf(context)];
      const threshold = thresholdAfter(bounds, this.tracker.dismissals);
      const suggestions = await this.suggester.suggest(context, {
        ...model,
        isEnough: (found) => isSure(found, context.typed, threshold),
        budget: refining[pace],
        signal,
        lane: 'suggest',
      });
      this.problems.clear();
      if (signal.aborted || (!isAsked && !isSure(suggestions, context.typed, threshold))) return [];
      const items = suggestions
        .map((suggestion) => itemOf(suggestion, document))
        .filter(({ insertText, range }) => agreesWith(selectedCompletionInfo, insertText, range));
      const texts = items.map(({ insertText }) => insertText);
      if (items.length > 0) this.tracker.offered(document, context.source.start, texts);
      return items;
    } catch (error) {
      this.problems.note(error);
      return [];
    }
  }

  /** Whether the writer pauses, in a sentence in which nothing was dismissed. */
  async #isWelcome(document: vscode.TextDocument, offset: number, delay: number, signal: AbortSignal) {
    // Some of the pause has gone by when VS Code asks.
    const left = Math.max(0, delay - this.tracker.sinceEdit(document));
    return (await quietFor(left, signal)) && !(await this.tracker.isQuietAt(document, offset));
  }
}

/** Whether the editor has one caret, nothing selected, and the caret is still where it was. */
function isCaretAt(document: vscode.TextDocument, position: vscode.Position): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document) return true;
  const [selection, ...others] = editor.selections;
  return others.length === 0 && selection?.isEmpty === true && selection.active.isEqual(position);
}

function itemOf({ insertText, range }: WordSuggestion, document: vscode.TextDocument) {
  return { insertText, range: rangeOf(document, range), command: { title: '', command: internalCommands.accepted } };
}

/** While the suggest widget is open, VS Code shows only what extends the item selected there. */
function agreesWith(
  selected: vscode.SelectedCompletionInfo | undefined,
  insertText: string,
  range: vscode.Range,
): boolean {
  return selected === undefined || (selected.range.isEqual(range) && insertText.startsWith(selected.text));
}

/** Resolves after `milliseconds` with true, or with false as soon as the signal aborts. */
function quietFor(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const abort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve(true);
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
