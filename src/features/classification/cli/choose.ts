import { gather } from '../../../base/gather';
import { plain } from '../../../base/plainText';
import type { ChoiceQuestion } from '../../../protocol/engineApi';
import type { Command } from '../../../terminal/command';
import { print, printJson } from '../../../terminal/terminal';
import { readLines } from '../../../terminal/textFile';
import { UsageError } from '../../../terminal/usage';
import { ranked } from '../core/verdict';

/** Questions of a request: enough to batch them by length, few enough to see the first results soon. */
const group = { items: 32, size: 20_000, sizeOf: ({ prompt }: ChoiceQuestion) => prompt.length };

/** `choose`: the scores of the choices of a prompt, or of each line's, printed as they come. */
export const choose: Command = {
  takes: 'MODEL [PROMPT CHOICE CHOICE…]',
  does: "scores of a prompt's choices, by a model for multiple choice",
  options: { json: 'a JSON object for each prompt' },
  notes: ['Without a prompt, each line of standard input is one, with its choices after it, separated by tabs.'],
  example: './swag-deberta "She opened the window." "It was warm inside." "The window was a door."',
  async run({ given, engine, model, json }) {
    for await (const questions of gather(questionsOf(given.texts), group)) {
      const found = await engine.scoreChoices({ model, questions });
      questions.forEach((question, i) => printChoices(question, found[i]!.scores, json));
    }
  },
};

async function* questionsOf(words: readonly string[]): AsyncGenerator<ChoiceQuestion> {
  if (words.length > 0) {
    yield questionOf(words, plain`choose needs a prompt and at least two choices, none of them empty.`);
    return;
  }
  let line = 0;
  for await (const { text } of readLines('')) {
    line++;
    const message = plain`Line ${line} must be a prompt and at least two choices, separated by tabs, none of them empty.`;
    if (text.trim() !== '') yield questionOf(text.split('\t'), message);
  }
}

function questionOf(texts: readonly string[], message: UsageError['message']): ChoiceQuestion {
  const [prompt = '', ...choices] = texts;
  if (choices.length < 2 || texts.some((text) => text.trim() === '')) throw new UsageError(message);
  return { prompt, choices };
}

function printChoices({ prompt, choices }: ChoiceQuestion, scores: readonly number[], json: boolean): void {
  const best = ranked(scores).map((i) => ({ choice: choices[i]!, score: scores[i]! }));
  if (json) return printJson({ prompt, choices: best });
  print(prompt);
  for (const { choice, score } of best) print(`  ${score.toFixed(3)}  ${choice}`);
}
