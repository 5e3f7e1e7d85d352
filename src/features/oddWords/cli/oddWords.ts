import { print, printJson } from '../../../terminal/terminal';
import { number } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';

/** `odd-words`: tokens that a replaced-token head takes for replaced. */
export const oddWords: Command = {
  takes: 'MODEL [TEXT…]',
  does: 'tokens that a v3 discriminator takes for replaced',
  options: {
    threshold: ['P', 'minimum probability of a token, from 0 to 1'],
    json: 'a JSON object for each text',
  },
  example: 'microsoft/deberta-v3-small "The chef cooked a delicious keyboard."',
  async run({ given, engine, model, json, texts }) {
    const threshold = number(given, 'threshold', 0.5, 0, 1);
    for await (const text of texts()) {
      const tokens = await engine.detectReplaced({ model, text });
      const odd = tokens.filter(({ probability }) => probability >= threshold);
      if (json) {
        printJson({ text, tokens: odd });
        continue;
      }
      print(text);
      for (const { range, probability } of odd) {
        print(
          `  ${probability.toFixed(3)}  ${text.slice(range.start, range.end).trim()}  at ${range.start}–${range.end}`,
        );
      }
    }
  },
};
