import { plain } from '../../base/plainText';
import type { TextToClassify } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { Scoring, TextScores } from '../../protocol/predictions';
import { classifyRows } from './classifyRows';
import type { ModelRunner } from '../batch/modelRunner';
import { pairRow, roomFor, textTokens } from '../batch/pairRow';
import { pooledScores } from './pooledScores';
import { windowTokens } from '../batch/rowBatches';
import { textWindows } from '../batch/textWindows';

/** Fewer tokens than this are no text to judge. */
export const minRoom = 8;

/** Scores of the model's own labels for texts or pairs. A long first text is read in windows, each with the whole second one. */
export async function classifyTrained(
  model: ModelRunner,
  texts: readonly TextToClassify[],
  scoring: Scoring,
  maxWindows: number,
): Promise<TextScores[]> {
  const limit = windowTokens(model, 'classify');
  const inputs = texts.map(({ text, pair }) => {
    const tokens = textTokens(model, text);
    const second = pair === undefined ? undefined : textTokens(model, pair);
    const room = roomFor(model, limit, second?.length);
    if (room < Math.min(minRoom, tokens.length)) {
      throw new RequestError(
        plain`The second text has ${second?.length ?? 0} tokens; ${model.description.name} takes ${limit} for both. Give a shorter one.`,
      );
    }
    return { tokens, second, covered: textWindows(tokens.length, room, maxWindows) };
  });
  const rows = inputs.flatMap(({ tokens, second, covered }) =>
    covered.windows.map(({ start, end }) => pairRow(model, tokens.slice(start, end), second)),
  );
  const logits = await classifyRows(model, rows);
  let row = 0;
  return inputs.map(({ covered }) => {
    const windows = covered.windows.map(() => [...logits[row++]!]);
    return pooledScores(windows, scoring, model.temperature, covered);
  });
}
