import * as vscode from 'vscode';
import { pick } from '../../../editor/ui/picks';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { replaceWord, type Alternative, type Replacement } from '../core/replaceWord';
import { wordPlace, type WordPlace } from '../core/wordPlace';
import type { EngineApi } from '../../../protocol/engineApi';
import { percent } from '../../../editor/percent';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';

const shown = 20;

/** Finds, shows and puts in other words for a word or a selection. */
export class ReplaceWords {
  constructor(
    private readonly engine: EngineApi,
    private readonly budget: ContextBudget,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {}

  /** The words that a range selects, in their text; undefined outside of prose and between words. Rejects where there is no model. */
  async placeAt(document: vscode.TextDocument, range: vscode.Range): Promise<WordPlace | undefined> {
    const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const model = await this.settings.modelFor('fill-mask');
    return wordPlace(await this.prose.of(document), selection, this.budget.characters(model, passMilliseconds.asked));
  }

  /** Rejects as the engine does. */
  async alternatives(place: WordPlace, signal: AbortSignal, top: number = shown): Promise<Replacement> {
    const model = await this.settings.modelFor('fill-mask');
    return replaceWord(this.engine, place, { ...model, top, signal });
  }

  /** “Replace Word”: lets the user choose among the alternatives to the word at the caret, or to the selected ones. */
  async run(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const { document, selection } = editor;
    try {
      const place = await this.placeAt(document, selection);
      if (place === undefined) {
        void showInformation(plain`Put the caret into a word of a sentence, or select a few words.`);
        return;
      }
      const replacement = await slowProgress(plain`Looking for words`, (signal) => this.alternatives(place, signal));
      this.problems.clear();
      const chosen = await choose(replacement);
      if (chosen === undefined) return;
      const { start, end } = replacement.source;
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      if (document.getText(range) === replacement.original.text)
        await editor.edit((edit) => edit.replace(range, chosen.text));
    } catch (error) {
      void this.problems.tell(error);
    }
  }
}

async function choose({ original, alternatives }: Replacement): Promise<Alternative | undefined> {
  const itemOf = (alternative: Alternative) => ({
    alternative,
    label: alternative.text,
    description: percent(alternative.probability) + (alternative.sameForm ? '' : ' · another form'),
  });
  const items = [
    { label: `now ${percent(original.probability)}`, kind: vscode.QuickPickItemKind.Separator, alternative: original },
    ...alternatives.map(itemOf),
  ];
  const chosen = await pick(items, {
    title: `Other words for “${original.text}”`,
    placeHolder: `“${original.text}” has ${percent(original.probability)} here; best alternatives first`,
  });
  return chosen?.alternative;
}
