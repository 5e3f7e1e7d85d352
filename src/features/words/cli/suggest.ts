import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { ContextBudget } from '../core/contextBudget';
import { isEnglishProse } from '../core/englishProse';
import { fillContext } from '../core/fillContext';
import { OwnPhrases } from '../core/phrases/ownPhrases';
import { PhraseTable } from '../core/phrases/phraseTable';
import { WordSuggester } from '../core/wordSuggester';
import { number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { documentIn, languageOption } from '../../../terminal/documentFile';
import { openProse } from '../../../terminal/prose';

/** Ships beside `dist/`, where this program lies. */
const phraseTableFile = path.join(__dirname, '../models/phrases/english.br');

/** `suggest`: the words that the editor would offer at a caret. */
export const suggest: Command = {
  takes: 'MODEL FILE',
  does: 'the words that the editor offers at a caret',
  options: {
    offset: ['N', 'the caret, in UTF-16 units from the start of the file'],
    top: ['N', 'words to offer, up to 9'],
    ...languageOption,
    json: 'a JSON object',
  },
  example: 'bundled notes.md --offset 19',
  async run({ given, engine, model, json }) {
    const { file, content, language } = await documentIn(given);
    text(given, 'offset');
    const offset = number(given, 'offset', 0, 0, content.length);
    const top = number(given, 'top', 5, 1, 9);
    const budget = new ContextBudget(engine);
    await budget.learn({ model });
    const characters = budget.characters({ model }, Infinity);
    const prose = openProse(file, language, content);
    const context = fillContext(await prose.passageAt(offset, characters), offset, characters);
    if (context === undefined)
      throw new RequestError(
        plain`There is no place for a word of prose at offset ${offset} of ${file}. Choose another offset.`,
      );
    const table = await PhraseTable.read(await readFile(phraseTableFile));
    const own = new OwnPhrases(table);
    const reading = own.read(file);
    for await (const sentence of prose.sentences()) reading.add(sentence.text);
    reading.done();
    const suggester = new WordSuggester(engine, budget, async () => ({ table, own }));
    const modelAlone = !isEnglishProse(context.text, context.range, table);
    const found = await suggester.suggest(context, { model, modelAlone, isEnough: () => false, budget: Infinity });
    const suggestions = found.slice(0, top);
    if (json) return printJson({ file, offset, language, suggestions });
    for (const { insertText, probability } of suggestions)
      print(`  ${(100 * probability).toFixed(1).padStart(5)} %  ${insertText}`);
  },
};
