import type { Command } from '../command';

/** `tokenize`: ids, tokens and their UTF-16 offsets in the text. */
export const tokenize: Command = {
  options: ['json'],
  async run({ engine, model, json, texts, print }) {
    for await (const text of texts()) {
      const { ids, tokens, ranges } = await engine.tokenize({ model, text });
      const offsets = ranges.map(({ start, end }) => [start, end]);
      if (json) print(JSON.stringify({ ids, tokens, offsets }));
      else tokens.forEach((token, i) => print(`${ids[i]}\t${token}\t${offsets[i]!.join('–')}`));
    }
  },
};
