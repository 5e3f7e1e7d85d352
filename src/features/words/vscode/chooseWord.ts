import { plain } from '../../../base/plainText';
import { percent } from '../../../editor/percent';
import { pick } from '../../../editor/ui/picks';
import { fillContext } from '../core/fillContext';
import type { WordSuggester } from '../core/wordSuggester';
import { runWordCommand, type WordServices } from './wordCommand';

/** Milliseconds for finding words of several pieces: somebody waits, and wants to choose. */
const refining = 3000;

/** “Choose a Word”: the words that fit at the caret with their probabilities, to choose from. */
export function chooseWord(services: WordServices, suggester: WordSuggester): Promise<void> {
  return runWordCommand(services, {
    placeIn: (prose, { document, selection }, characters) =>
      fillContext(prose, document.offsetAt(selection.active), characters),
    hint: plain`Put the cursor after a space or inside a word of a sentence.`,
    progress: plain`Looking for words`,
    find: (context, request) => suggester.suggest(context, { ...request, isEnough: () => false, budget: refining }),
    choose: async (found, { typed }) => {
      const items = found.map(({ range, insertText: text, probability }) => ({
        edit: { range, text },
        label: text.trim(),
        description: percent(probability),
      }));
      const title = typed === '' ? 'Words that fit here' : `Words that begin with “${typed}”`;
      const chosen = await pick(items, { title, placeHolder: 'Most likely first' });
      return chosen === undefined ? [] : [chosen.edit];
    },
  });
}
