import { print, printJson } from '../../../terminal/terminal';
import type { Command } from '../../../terminal/command';

/** `tokenize`: ids, tokens and their UTF-16 offsets in the text. */
export const tokenize: Command = {
  takes: 'MODEL [TEXT…]',
  does: 'ids, tokens and offsets of a text',
  options: { json: 'a JSON object for each text' },
  example: 'bundled "Two ways."',
  async run({ engine, model, json, texts }) {
    for await (const text of texts()) {
      const { ids, tokens, ranges } = await engine.tokenize({ model, text });
      const offsets = ranges.map(({ start, end }) => [start, end]);
      if (json) printJson({ ids, tokens, offsets });
      else tokens.forEach((token, i) => print(`${ids[i]}\t${token}\t${offsets[i]!.join('–')}`));
    }
  },
};
