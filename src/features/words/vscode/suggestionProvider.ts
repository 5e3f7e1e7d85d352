import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { wordAtEnd } from '../../../base/word';
import { isSure, isTooShort, thresholdAfter, thresholds } from '../core/confidence';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { isEnglishProse } from '../core/englishProse';
import { fillContext } from '../core/fillContext';
import { placeKindOf } from '../core/placeKind';
import type { WordSuggestion } from '../core/rankWords';
import { silenceOfPlace, silenceTexts, type Silence } from '../core/silence';
import type { SuggestOptions, WordSuggester } from '../core/wordSuggester';
import { isWorthOffering } from '../core/worthOffering';
import { abortSignalOf } from '../../../base/cancellation';
import { internalCommands } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import type { LastSilence } from './lastSilence';
import type { Pauses } from './snooze';
import { suggestionsIn } from './wordSettings';
import type { SuggestionTracker } from './suggestionTracker';
import type { TypingPace } from './typingPace';
import type { WritersPhrases } from './writersPhrases';
import { showBriefly } from '../../../editor/ui/notifications';

/** Milliseconds for refining an answer: while typing, and when a word was asked for. */
const refining = { typing: 60, asked: 3000 };

type Item = vscode.InlineCompletionItem & { readonly insertText: string; readonly range: vscode.Range };

/**
 * Offers the next or the unfinished word as ghost text, when the model is sure. Errors go to the status item, never
 * into the writer's way.
 */
export class SuggestionProvider implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly suggester: WordSuggester,
    private readonly budget: ContextBudget,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
    private readonly pauses: Pauses,
    private readonly pace: TypingPace,
    private readonly tracker: SuggestionTracker,
    private readonly phrases: Pick<WritersPhrases, 'sources'>,
    private readonly silence: LastSilence,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const found = await this.#items(document, position, context, token);
    if (token.isCancellationRequested) return [];
    const isAsked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const silence = typeof found === 'string' ? found : undefined;
    this.silence.note(document, position, silence);
    if (isAsked && silence !== undefined) showBriefly(plain`No suggestion here: ${silenceTexts[silence]}`);
    return typeof found === 'string' ? [] : found;
  }

  /** What to offer, or why nothing. */
  async #items(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | Silence> {
    const { enabled, confidence, delay } = suggestionsIn(document);
    if (!enabled) return 'off';
    const isAsked = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const signal = abortSignalOf(token);
    const offset = document.offsetAt(position);
    const agrees = ({ insertText, range }: Item) => agreesWith(selectedCompletionInfo, insertText, range);
    if (!isAsked) {
      if (this.pauses.isPausedIn(document)) return [];
      const standing = this.tracker.standing(document, offset).map((word) => itemOf(word, document));
      if (standing.some(agrees)) return standing.filter(agrees);
      const unwelcome = await this.#unwelcome(document, position, delay, signal);
      if (unwelcome !== undefined) return unwelcome;
    }
    if (!isCaretAt(document, position)) return 'selection';
    try {
      const model = await this.settings.modelFor('fill-mask');
      const pace = isAsked ? 'asked' : 'typing';
      const characters = this.budget.characters(model, passMilliseconds[pace]);
      const passage = await this.prose.read(document).passageAt(offset, characters);
      const context = fillContext(passage, offset, characters);
      if (context === undefined) {
        const { text } = document.lineAt(document.validatePosition(position));
        return silenceOfPlace(passage, offset, text);
      }
      const { table } = await this.phrases.sources();
      const isEnglish = isEnglishProse(context.text, context.range, table);
      // The bundled model knows English only, as do the phrases.
      const isReadable = isEnglish || this.settings.modelChoice('fill-mask').value !== '';
      if (!isAsked && isTooShort(context.typed)) return 'tooShort';
      if (!isAsked && !isReadable) return 'notEnglish';
      const bounds = thresholds[confidence][placeKindOf(context)];
      const threshold = thresholdAfter(bounds, this.tracker.dismissals);
      const options: SuggestOptions = {
        ...model,
        isEnough: (found) => isSure(found, context.typed, threshold),
        budget: refining[pace],
        modelAlone: !isEnglish,
        signal,
        lane: 'suggest',
      };
      const suggestions = await this.suggester.suggest(context, options);
      this.problems.clear();
      const [best, ...others] = suggestions;
      if (signal.aborted || best === undefined) return 'noWord';
      const isSureOfIt = isSure(suggestions, context.typed, threshold);
      if (!isAsked && !isSureOfIt) return 'unsure';
      const ahead = isSureOfIt ? await this.suggester.ahead(context, best, threshold.probability, options) : [];
      const first = { ...best, insertText: [best.insertText, ...ahead].join(' ') };
      if (!isAsked && !isWorthOffering(first, context, table)) return 'notWorthIt';
      const items = [first, ...others].map((suggestion) => itemOf(suggestion, document)).filter(agrees);
      if (signal.aborted || items.length === 0) return 'noWord';
      this.tracker.offered(document, {
        start: context.source.start,
        texts: items.map(({ insertText }) => insertText),
        rest: context.rest.length,
      });
      return items;
    } catch (error) {
      this.problems.note(error);
      return 'problem';
    }
  }

  /** Waits for a pause; says if a suggestion was typed over in this word or dismissed in this sentence. */
  async #unwelcome(
    document: vscode.TextDocument,
    position: vscode.Position,
    delay: number,
    signal: AbortSignal,
  ): Promise<Silence | undefined> {
    const offset = document.offsetAt(position);
    if (this.tracker.isTypedOver(document, offset)) return 'typedOver';
    const isInWord = wordAtEnd(document.lineAt(position).text.slice(0, position.character)) !== '';
    const isPause = await this.pace.pause(document, isInWord ? 'inWord' : 'nextWord', delay, signal);
    return !isPause || (await this.tracker.isQuietAt(document, offset)) ? 'dismissed' : undefined;
  }
}

/** Whether the editor has one caret, nothing selected, and the caret is still where it was. */
function isCaretAt(document: vscode.TextDocument, position: vscode.Position): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document) return true;
  const [selection, ...others] = editor.selections;
  return others.length === 0 && selection?.isEmpty === true && selection.active.isEqual(position);
}

function itemOf(
  { insertText, range }: Pick<WordSuggestion, 'insertText' | 'range'>,
  document: vscode.TextDocument,
): Item {
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
