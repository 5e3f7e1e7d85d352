import * as vscode from 'vscode';
import { pick } from '../../../editor/ui/picks';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { blanksIn, fillBlanks, type BlanksAnswer, type BlanksPlace } from '../core/fillBlanks';
import type { EngineApi } from '../../../protocol/engineApi';
import { percent } from '../../../editor/percent';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';

/** Pieces of a word: a single blank may take longer words; with several, each piece more multiplies the work. */
const piecesOf = (blanks: number) => (blanks === 1 ? 3 : 1);

/** “Fill Blanks”: words for `___`, `[MASK]` or what is selected, all blanks of a paragraph together. */
export async function fillBlanksCommand(
  engine: EngineApi,
  budget: ContextBudget,
  settings: Settings,
  problems: Problems,
  prose: ProseDocuments,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const { document } = editor;
  const selections = editor.selections.map(({ start, end }) => ({
    start: document.offsetAt(start),
    end: document.offsetAt(end),
  }));
  try {
    const model = await settings.modelFor('fill-mask');
    const characters = budget.characters(model, passMilliseconds.asked);
    const place = blanksIn(await prose.of(document), selections, characters);
    if (place === undefined) {
      void showInformation(plain`Write ___ or [MASK] where a word is missing, or select the word.`);
      return;
    }
    const pieces = piecesOf(place.blanks.length);
    const answers = await slowProgress(plain`Filling blanks`, (signal) =>
      fillBlanks(engine, place, { ...model, pieces, signal }),
    );
    problems.clear();
    const chosen = await choose(answers);
    if (chosen !== undefined) await apply(editor, place, chosen);
  } catch (error) {
    void problems.tell(error);
  }
}

async function choose(answers: readonly BlanksAnswer[]): Promise<BlanksAnswer | undefined> {
  const items = answers.map((answer) => ({
    answer,
    label: answer.words.join(' · '),
    description: percent(answer.probability),
    detail: answer.preview,
  }));
  const placeHolder = 'Most likely first; the probability is that of a word, on average';
  return (await pick(items, { title: 'Words for the blanks', placeHolder }))?.answer;
}

async function apply(editor: vscode.TextEditor, { sources }: BlanksPlace, { words }: BlanksAnswer): Promise<void> {
  const { document } = editor;
  await editor.edit((edit) =>
    sources.forEach(({ start, end }, i) =>
      edit.replace(new vscode.Range(document.positionAt(start), document.positionAt(end)), words[i] ?? ''),
    ),
  );
}
