import { plain } from '../../../base/plainText';
import { percent } from '../../../editor/percent';
import { offsetsOf } from '../../../editor/ranges';
import { pick } from '../../../editor/ui/picks';
import { blanksIn, fillBlanks } from '../core/fillBlanks';
import { runWordCommand, type WordServices } from './wordCommand';

/** Pieces of a word: a single blank may take longer words; with several, each piece more multiplies the work. */
const piecesOf = (blanks: number) => (blanks === 1 ? 3 : 1);

/** “Fill Blanks”: words for `___`, `[MASK]` or what is selected, all blanks of a paragraph together. */
export function fillBlanksCommand(services: WordServices): Promise<void> {
  return runWordCommand(services, {
    placeIn: (prose, { document, selections }, characters) =>
      blanksIn(
        prose,
        selections.map((selection) => offsetsOf(document, selection)),
        characters,
      ),
    hint: plain`Write ___ or [MASK] where a word is missing, or select the word.`,
    progress: plain`Filling blanks`,
    find: (place, request) => fillBlanks(services.engine, place, { ...request, pieces: piecesOf(place.blanks.length) }),
    choose: async (answers, { sources }) => {
      const items = answers.map(({ words, probability, preview }) => ({
        edits: sources.map((range, i) => ({ range, text: words[i] ?? '' })),
        label: words.join(' · '),
        description: percent(probability),
        detail: preview,
      }));
      const placeHolder = 'Most likely first; probabilities are averages per word';
      return (await pick(items, { title: 'Words for the blanks', placeHolder }))?.edits ?? [];
    },
  });
}
