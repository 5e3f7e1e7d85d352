import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { ContextBudget } from '../core/contextBudget';
import { maxAlternatives, noAlternative, replaceWord } from '../core/replaceWord';
import { Thesaurus } from '../core/thesaurus';
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
    top: ['N', `words to offer, up to ${maxAlternatives}`],
    ...languageOption,
    json: 'a JSON object',
  },
  example: 'bundled notes.md --from 19 --to 23',
  async run({ given, engine, model, json }) {
    const { file, content, language } = await documentIn(given);
    const start = number(given, 'from', Number(text(given, 'from')), 0, content.length);
    const end = number(given, 'to', Number(text(given, 'to')), start, content.length);
    const top = number(given, 'top', maxAlternatives, 1, maxAlternatives);
    const budget = new ContextBudget(engine);
    await budget.learn({ model });
    const characters = budget.characters({ model }, Infinity);
    const passage = await openProse(file, language, content).passageAt(start, characters);
    const place = wordPlace(passage, { start, end }, characters);
    if (place === undefined)
      throw new RequestError(
        plain`There is no word of prose from ${start} to ${end} of ${file}. Choose another range.`,
      );
    const found = await replaceWord(engine, thesaurus, place, { model });
    const replacement = { ...found, alternatives: found.alternatives.slice(0, top) };
    if (json) return printJson({ file, language, ...replacement });
    if (found.alternatives.length === 0) return print(noAlternative(found));
    print(`  ${found.original.text}  (now)`);
    for (const alternative of replacement.alternatives) print(`  ${alternative.text}`);
  },
};

/** It ships beside `dist/`, where this program lies. */
const thesaurus = new Thesaurus(() => readFile(path.join(__dirname, '../models/thesaurus.txt'), 'utf8'));
