import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { ContextBudget } from '../core/contextBudget';
import { replaceWord, type Alternative } from '../core/replaceWord';
import { wordPlace } from '../core/wordPlace';
import { number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { documentIn, languageOption } from '../../../terminal/documentFile';
import { openProse } from '../../../terminal/prose';

/** `replace`: the alternatives that the editor would offer for a word or for some words of a document. */
export const replace: Command = {
  takes: 'MODEL FILE',
  does: 'other words for those in a range of a document',
  options: {
    from: ['N', 'where the words begin, in UTF-16 units from the start of the file'],
    to: ['N', 'where they end'],
    top: ['N', 'words to offer'],
    ...languageOption,
    json: 'a JSON object',
  },
  example: 'bundled notes.md --from 19 --to 23',
  async run({ given, engine, model, json }) {
    const { file, content, language } = await documentIn(given);
    const start = number(given, 'from', Number(text(given, 'from')), 0, content.length);
    const end = number(given, 'to', Number(text(given, 'to')), start, content.length);
    const top = number(given, 'top', 10, 1, 100);
    const budget = new ContextBudget(engine);
    await budget.learn({ model });
    const characters = budget.characters({ model }, Infinity);
    const passage = await openProse(file, language, content).passageAt(start, characters);
    const place = wordPlace(passage, { start, end }, characters);
    if (place === undefined)
      throw new RequestError(
        plain`There is no word of prose from ${start} to ${end} of ${file}. Choose another range.`,
      );
    const replacement = await replaceWord(engine, place, { model, top });
    if (json) return printJson({ file, language, ...replacement });
    const { original, alternatives } = replacement;
    print(`${line(original)}  (now)`);
    for (const alternative of alternatives) print(line(alternative));
  },
};

function line({ text, probability, sameForm }: Alternative): string {
  return `  ${(100 * probability).toFixed(1).padStart(5)} %  ${text}${sameForm ? '' : '  (another form)'}`;
}
