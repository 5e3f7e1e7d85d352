import * as vscode from 'vscode';
import { pick } from '../../../editor/ui/picks';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { fillContext } from '../core/fillContext';
import type { WordSuggester } from '../core/wordSuggester';
import { percent } from '../../../editor/percent';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';

/** Milliseconds for finding words of several pieces: somebody waits, and wants to choose. */
const refining = 3000;

/** “Choose a Word”: the words that fit at the caret with their probabilities, to choose from. */
export async function chooseWord(
  suggester: WordSuggester,
  budget: ContextBudget,
  settings: Settings,
  problems: Problems,
  prose: ProseDocuments,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const { document, selection } = editor;
  try {
    const model = await settings.modelFor('fill-mask');
    const characters = budget.characters(model, passMilliseconds.asked);
    const context = fillContext(await prose.of(document), document.offsetAt(selection.active), characters);
    if (context === undefined) {
      void showInformation(plain`Put the caret behind a space or inside a word of a sentence.`);
      return;
    }
    const found = await slowProgress(plain`Looking for words`, (signal) =>
      suggester.suggest(context, { ...model, isEnough: () => false, budget: refining, signal }),
    );
    problems.clear();
    const items = found.map((suggestion) => ({
      suggestion,
      label: suggestion.insertText.trim(),
      description: percent(suggestion.probability),
    }));
    const title = context.typed === '' ? 'Words that fit here' : `Words that begin with “${context.typed}”`;
    const chosen = await pick(items, { title, placeHolder: 'Most likely first' });
    if (chosen === undefined) return;
    const { range, insertText } = chosen.suggestion;
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)), insertText),
    );
  } catch (error) {
    void problems.tell(error);
  }
}
