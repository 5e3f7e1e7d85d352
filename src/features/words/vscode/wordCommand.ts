import * as vscode from 'vscode';
import type { PlainText } from '../../../base/plainText';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';
import { showInformation } from '../../../editor/ui/notifications';
import type { ProseDocument } from '../../../prose/proseDocument';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';

/** What the commands that put in words work with. */
export interface WordServices {
  readonly engine: EngineApi;
  readonly budget: ContextBudget;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

interface WordEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** Where the command was called. */
type Caret = Pick<vscode.TextEditor, 'document' | 'selection' | 'selections'>;

/** A command that finds words for a place and puts in those that the user chooses. */
interface WordCommand<Place, Found> {
  readonly placeIn: (prose: ProseDocument, caret: Caret, characters: number) => Place | undefined;
  /** Says where a place would be. */
  readonly hint: PlainText;
  readonly progress: PlainText;
  readonly find: (place: Place, request: ModelRequest & { readonly signal: AbortSignal }) => Promise<Found>;
  readonly choose: (found: Found, place: Place) => Promise<readonly WordEdit[]>;
}

/** Runs a command in the active editor. */
export async function runWordCommand<Place, Found>(
  { budget, settings, problems, prose }: WordServices,
  command: WordCommand<Place, Found>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const { document, selection, selections } = editor;
  try {
    const model = await settings.modelFor('fill-mask');
    const characters = budget.characters(model, passMilliseconds.asked);
    const place = command.placeIn(await prose.of(document), { document, selection, selections }, characters);
    if (place === undefined) {
      void showInformation(command.hint);
      return;
    }
    const found = await slowProgress(command.progress, (signal) => command.find(place, { ...model, signal }));
    problems.clear();
    const edits = await command.choose(found, place);
    if (edits.length === 0) return;
    await editor.edit((edit) => edits.forEach(({ range, text }) => edit.replace(rangeOf(document, range), text)));
  } catch (error) {
    void problems.tell(error);
  }
}
