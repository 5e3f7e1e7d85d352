import * as vscode from 'vscode';
import { type PlainText, plain } from '../../../base/plainText';
import type { DocumentProse } from '../../../client/proseThread';
import { whyButton, type ExplanationQuestion } from '../../../editor/explainAnswer';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf, offsetsOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';
import { showInformation } from '../../../editor/ui/notifications';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { passMilliseconds, type ContextBudget } from '../core/contextBudget';
import { commandIds } from '../../../editor/ids';
import { percent } from '../../../editor/percent';
import { pick } from '../../../editor/ui/picks';
import { fillContext } from '../core/fillContext';
import type { WordSuggester } from '../core/wordSuggester';
import { worthListing } from '../core/worthListing';
import { noAlternative, replaceWord, type Replacement } from '../core/replaceWord';
import type { Thesaurus } from '../core/thesaurus';
import { wordPlace, type WordPlace } from '../core/wordPlace';
import { blanksIn, fillBlanks } from '../core/fillBlanks';

/** What the commands that put in words work with. */
export interface WordServices {
  readonly engine: EngineApi;
  readonly budget: ContextBudget;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
  readonly thesaurus: Thesaurus;
  /** Remembers what was offered once. */
  readonly state: vscode.Memento;
}

interface WordEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** Where the command was called. */
type Caret = Pick<vscode.TextEditor, 'document' | 'selection' | 'selections'>;

/** A command that finds words for a place and puts in those that the user chooses. */
interface WordCommand<Place, Found> {
  readonly placeIn: (prose: DocumentProse, caret: Caret, characters: number) => Promise<Place | undefined>;
  /** Says where a place would be. */
  readonly hint: PlainText;
  readonly progress: PlainText;
  readonly find: (place: Place, request: ModelRequest & { readonly signal: AbortSignal }) => Promise<Found>;
  readonly choose: (found: Found, place: Place, asked: Asked) => Promise<readonly WordEdit[]>;
}

/** The model that was asked, and about which document. */
type Asked = Pick<ExplanationQuestion, 'model' | 'modelName' | 'document'>;

/** Explains why a model finds words for a place; of words with a space in between, no model scores the whole. */
function whyWord({ text, range: mask, source }: WordPlace, asked: Asked) {
  const start = source.start - mask.start;
  return whyButton(({ label }: { readonly label: string }) =>
    /\s/.test(label) ? undefined : { of: { kind: 'word', text, mask, answer: label }, ...asked, start },
  );
}

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
    const place = await command.placeIn(prose.read(document), { document, selection, selections }, characters);
    if (place === undefined) {
      void showInformation(command.hint);
      return;
    }
    const found = await slowProgress(command.progress, (signal) => command.find(place, { ...model, signal }));
    problems.clear();
    const asked = { model, modelName: settings.modelName('fill-mask'), document: document.uri.toString() };
    const edits = await command.choose(found, place, asked);
    if (edits.length === 0) return;
    await editor.edit((edit) => edits.forEach(({ range, text }) => edit.replace(rangeOf(document, range), text)));
  } catch (error) {
    void problems.notify(error);
  }
}

/** Milliseconds for finding words of several pieces: somebody waits, and wants to choose. */
const refining = 3000;

/** “Choose a Word”: the words that fit at the caret with their probabilities, to choose from. */
export function chooseWord(services: WordServices, suggester: WordSuggester): Promise<void> {
  return runWordCommand(services, {
    placeIn: async (prose, { document, selection }, characters) => {
      const caret = document.offsetAt(selection.active);
      return fillContext(await prose.passageAt(caret, characters), caret, characters);
    },
    hint: plain`Put the cursor after a space or inside a word of a sentence.`,
    progress: plain`Looking for words`,
    find: async (context, request) => {
      const found = await suggester.suggest(context, { ...request, isEnough: () => false, budget: refining });
      return worthListing(found, ({ insertText }) => insertText);
    },
    choose: async (found, context, asked) => {
      const { typed } = context;
      if (found.length === 0) {
        const replace = 'Replace Word';
        const nothing =
          typed === '' ? plain`No word fits here.` : plain`No word that fits here begins with “${typed}”.`;
        const chosen = await showInformation(nothing, ...(typed === '' ? [] : [replace]));
        if (chosen === replace) await replaceWordCommand(services);
        return [];
      }
      const items = found.map(({ range, insertText: text, probability }) => ({
        edit: { range, text },
        label: text.trim(),
        description: percent(probability),
      }));
      const title = typed === '' ? 'Words that fit here' : `Words that begin with “${typed}”`;
      const chosen = await pick(items, { title, placeHolder: 'Most likely first', rowButton: whyWord(context, asked) });
      return chosen === undefined ? [] : [chosen.edit];
    },
  });
}

/** “Replace Word”: lets the user choose among the alternatives to the word at the caret, or to the selected ones. */
export function replaceWordCommand(services: WordServices): Promise<void> {
  return runWordCommand(services, {
    placeIn: async (prose, { document, selection }, characters) => {
      const selected = offsetsOf(document, selection);
      const place = wordPlace(await prose.passageAt(selected.start, characters), selected, characters);
      return place && { ...place, document };
    },
    hint: plain`Put the cursor in a word of a sentence, or select a few words.`,
    progress: plain`Looking for words`,
    find: (place, request) => replaceWord(services.engine, services.thesaurus, place, request),
    choose: async (replacement, place, asked) => {
      const { document } = place;
      const text = await chooseAlternative(replacement, services, whyWord(place, asked));
      const { source: range, original } = replacement;
      // The document may have changed meanwhile.
      const isThere = document.getText(rangeOf(document, range)) === original.text;
      return text !== undefined && text !== original.text && isThere ? [{ range, text }] : [];
    },
  });
}

async function chooseAlternative(
  replacement: Replacement,
  services: WordServices,
  rowButton: ReturnType<typeof whyWord>,
): Promise<string | undefined> {
  const { original, alternatives } = replacement;
  if (alternatives.length === 0) {
    await tellNoAlternative(replacement, services);
    return undefined;
  }
  const items = [{ label: original.text, description: 'now' }, ...alternatives.map(({ text }) => ({ label: text }))];
  const chosen = await pick(items, {
    title: `Other words for “${original.text}”`,
    placeHolder: 'Best matches first',
    active: 1,
    rowButton,
  });
  return chosen?.label;
}

const offeredLargerModel = 'offeredLargerModel';

/** Offers a larger model once, where the bundled one has found none of several words good enough. */
async function tellNoAlternative(replacement: Replacement, { settings, state }: WordServices): Promise<void> {
  const { model } = await settings.modelFor('fill-mask');
  const isOffer = replacement.judged > 0 && model === settings.bundledModel && !state.get<boolean>(offeredLargerModel);
  if (!isOffer) {
    void showInformation(noAlternative(replacement));
    return;
  }
  await state.update(offeredLargerModel, true);
  const show = 'Show Models';
  const message = plain`${noAlternative(replacement)} A larger model judges words better.`;
  if ((await showInformation(message, show)) === show) await vscode.commands.executeCommand(commandIds.showModels);
}

/** Pieces of a word: a single blank may take longer words; with several, each piece more multiplies the work. */
const piecesOf = (blanks: number) => (blanks === 1 ? 3 : 1);

/** “Fill Blanks”: words for `___`, `[MASK]` or what is selected, all blanks of a paragraph together. */
export function fillBlanksCommand(services: WordServices): Promise<void> {
  return runWordCommand(services, {
    placeIn: async (prose, { document, selections }, characters) => {
      const selected = selections.map((selection) => offsetsOf(document, selection));
      return blanksIn(await prose.passageAt(selected[0]?.start ?? 0, characters), selected, characters);
    },
    hint: plain`Write ___ or [MASK] where a word is missing, or select the word.`,
    progress: plain`Filling blanks`,
    find: (place, request) => fillBlanks(services.engine, place, { ...request, pieces: piecesOf(place.blanks.length) }),
    choose: async (answers, { sources }) => {
      if (answers.length === 0) {
        void showInformation(plain`No words fit these blanks.`);
        return [];
      }
      const items = answers.map(({ words, probability, preview }) => ({
        edits: sources.map((range, i) => ({ range, text: words[i] ?? '' })),
        label: words.join(' · '),
        description: percent(probability),
        detail: preview,
      }));
      const placeHolder = 'Most likely first. Percentages are averages per word.';
      return (await pick(items, { title: 'Words for the blanks', placeHolder }))?.edits ?? [];
    },
  });
}
