import { maxOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import type { ScoreChoicesRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { TextScores } from '../../protocol/predictions';
import type { ModelRunner } from '../batch/modelRunner';
import { windowTokens } from '../batch/rowBatches';
import { pairRow, roomFor, textTokens, textWindows, windowLimit } from '../batch/textWindows';
import { classifyRows, minRoom, pooledScores } from './classifyTrained';

/** More choices than this are no question. */
const maxChoices = 1000;

/**
 * Scores the choices of each question: a model for multiple choice reads the prompt with each, and the softmax is over
 * the question's choices. A long prompt is read in windows, the same for all choices; choices are never cut.
 * @throws RequestError when there is nothing to choose from, or a choice leaves no room for its prompt
 */
export async function scoreChoices(
  model: ModelRunner,
  { questions, maxWindows: given }: ScoreChoicesRequest,
): Promise<TextScores[]> {
  const maxWindows = windowLimit(given);
  const limit = windowTokens(model, 'choice');
  const read = questions.map(({ prompt, choices }) => {
    checkChoices(choices);
    const tokens = textTokens(model, prompt);
    const answers = choices.map((choice) => textTokens(model, choice));
    const longest = maxOf(answers.map(({ length }) => length));
    const room = roomFor(model, limit, longest);
    if (room < Math.min(minRoom, tokens.length)) {
      throw new RequestError(
        plain`A choice has ${longest} tokens; ${model.description.name} takes ${limit} for it and its prompt. Give a shorter one.`,
      );
    }
    return { tokens, answers, covered: textWindows(tokens.length, room, maxWindows) };
  });
  const rows = read.flatMap(({ tokens, answers, covered }) =>
    covered.windows.flatMap(({ start, end }) => {
      const window = tokens.slice(start, end);
      return answers.map((answer) => pairRow(model, window, answer));
    }),
  );
  const logits = await classifyRows(model, rows, 'choice');
  let row = 0;
  return read.map(({ answers, covered }) => {
    const windows = covered.windows.map(() => answers.map(() => logits[row++]![0]!));
    return pooledScores(windows, 'single_label_classification', model.temperature, covered);
  });
}

function checkChoices(choices: readonly string[]): void {
  if (choices.length < 2 || choices.length > maxChoices) {
    throw new RequestError(plain`Give 2 to ${maxChoices} choices to choose from, not ${choices.length}.`);
  }
  if (choices.some((choice) => choice.trim() === '')) throw new RequestError(plain`A choice is empty. Leave it out.`);
}
