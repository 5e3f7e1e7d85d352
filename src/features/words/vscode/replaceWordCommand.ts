import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { percent } from '../../../editor/percent';
import { offsetsOf, rangeOf } from '../../../editor/ranges';
import { pick } from '../../../editor/ui/picks';
import { replaceWord, type Alternative, type Replacement } from '../core/replaceWord';
import { wordPlace } from '../core/wordPlace';
import { runWordCommand, type WordServices } from './wordCommand';

const shown = 20;

/** “Replace Word”: lets the user choose among the alternatives to the word at the caret, or to the selected ones. */
export function replaceWordCommand(services: WordServices): Promise<void> {
  return runWordCommand(services, {
    placeIn: (prose, { document, selection }, characters) => {
      const place = wordPlace(prose, offsetsOf(document, selection), characters);
      return place && { ...place, document };
    },
    hint: plain`Put the cursor in a word of a sentence, or select a few words.`,
    progress: plain`Looking for words`,
    find: (place, request) => replaceWord(services.engine, place, { ...request, top: shown }),
    choose: async (replacement, { document }) => {
      const chosen = await choose(replacement);
      const { source: range, original } = replacement;
      // The text may have changed meanwhile.
      const isThere = document.getText(rangeOf(document, range)) === original.text;
      return chosen !== undefined && isThere ? [{ range, text: chosen.text }] : [];
    },
  });
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
