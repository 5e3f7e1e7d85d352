import { plain } from '../../../base/plainText';
import type { LayerGuess } from '../../../protocol/explanations';
import { number, option } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { print, printJson } from '../../../terminal/terminal';
import { UsageError } from '../../../terminal/usage';
import { maskOrWord, maskText } from './explainedAnswer';

/** `layers`: what a model would guess if it ended earlier. */
export const layers: Command = {
  takes: 'MODEL',
  does: `the first guesses for ${maskText} after each layer and each pass of the mask decoder`,
  options: {
    text: ['TEXT', `a text with ${maskText} in it`],
    word: ['TEXT', 'a word of the text, for a replaced-token head: the probability that it was replaced'],
    label: ['WORD', 'the word to follow; otherwise the one that wins'],
    top: ['N', 'guesses after each layer, 1 to 20; otherwise 5'],
    json: 'a JSON object',
  },
  example: `bundled --text "They have been working on it for a ${maskText} time."`,
  async run({ given, engine, model, json }) {
    const asked = maskOrWord(given);
    if (asked === undefined) throw new UsageError(plain`Write ${maskText} in the text, or name a --word of it.`);
    const of = asked.kind === 'word' ? { ...asked, answer: option(given, 'label') } : asked;
    const found = await engine.guessesByLayer({ model, of, topK: number(given, 'top', 5, 1, 20) });
    if (json) return printJson(found);
    print(`${found.answer}:`);
    for (const step of found.steps)
      print(`  ${nameOf(step).padEnd(16)}${percent(step.probability)}  ${guessesOf(step)}`);
  },
};

function nameOf({ layer, pass }: LayerGuess): string {
  if (layer < 0) return 'embeddings';
  return `layer ${layer}${pass === undefined ? '' : `, pass ${pass + 1}`}`;
}

function guessesOf({ guesses, rank }: LayerGuess): string {
  const all = guesses.map(({ answer, probability = 0 }) => `${answer} ${percent(probability).trim()}`).join(', ');
  return rank === undefined ? all : `rank ${rank}: ${all}`;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`.padStart(7);
}
