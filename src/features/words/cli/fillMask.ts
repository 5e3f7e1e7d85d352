import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { TextRange } from '../../../protocol/text';
import { number } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';

const mask = '[MASK]';

/** `fill-mask`: the best words for every [MASK] of each text. */
export const fillMask: Command = {
  takes: 'MODEL [TEXT…]',
  does: `the likeliest words for every ${mask} of a text`,
  options: { top: ['N', 'words for each mask'], json: 'a JSON object for each text' },
  example: `bundled "They have been working on it for a ${mask} time."`,
  async run({ given, engine, model, json, texts }) {
    const topK = number(given, 'top', 5, 1, 1000);
    for await (const text of texts()) {
      const masks = masksOf(text);
      if (masks.length === 0) throw new RequestError(plain`The text has no ${mask}: “${text}”.`);
      const predictions = await engine.fillMask({ model, text, masks, topK });
      if (json) {
        printJson({ text, masks: predictions });
        continue;
      }
      print(text);
      predictions.forEach(({ candidates }, index) => {
        if (predictions.length > 1) print(`  mask ${index + 1}`);
        for (const { text: word, logProbability } of candidates) {
          print(`  ${(100 * Math.exp(logProbability)).toFixed(1).padStart(5)} %  ${word}`);
        }
      });
    }
  },
};

function masksOf(text: string): TextRange[] {
  return [...text.matchAll(/\[MASK\]/g)].map(({ index }) => ({ start: index, end: index + mask.length }));
}
