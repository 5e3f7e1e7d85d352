import { plain } from '../../base/plainText';
import type { TextToClassify } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { TextScores, ProblemType } from '../../protocol/predictions';
import type { ModelRunner } from '../batch/modelRunner';
import { sigmoid, softmax } from '../batch/probability';
import { windowTokens } from '../batch/rowBatches';
import { readLogits } from '../batch/rowLogits';
import { pairRow, roomFor, textTokens, textWindows, type TextWindows } from '../batch/textWindows';
import type { InputRow } from '../tokenizer/rowTemplate';

/** Fewer tokens than this aren't enough to judge a text. */
export const minRoom = 8;

export interface TrainedOptions {
  readonly problemType: ProblemType;
  readonly maxWindows: number;
  readonly bestWindow?: boolean;
}

/**
 * Scores of the model's own labels for texts or pairs. A long text is read in windows; of a pair the longer text, with
 * the whole of the other in each window.
 * @throws RequestError when the shorter text of a pair leaves no room
 */
export async function classifyTrained(
  model: ModelRunner,
  texts: readonly TextToClassify[],
  { problemType, maxWindows, bestWindow }: TrainedOptions,
): Promise<TextScores[]> {
  const limit = windowTokens(model, 'classify');
  const inputs = texts.map(({ text, textPair }) => {
    const tokens = textTokens(model, text);
    const second = textPair === undefined ? undefined : textTokens(model, textPair);
    const isSecondLonger = second !== undefined && second.length > tokens.length;
    const [long, whole] = isSecondLonger ? [second, tokens] : [tokens, second];
    const room = roomFor(model, limit, whole?.length);
    if (room < Math.min(minRoom, long.length)) {
      throw new RequestError(
        plain`The shorter text has ${whole?.length ?? 0} tokens; ${model.description.name} takes ${limit} for both. Give a shorter one.`,
      );
    }
    const rowOf = (window: readonly number[]) =>
      isSecondLonger ? pairRow(model, tokens, window) : pairRow(model, window, second);
    return { long, rowOf, covered: textWindows(long.length, room, maxWindows) };
  });
  const rows = inputs.flatMap(({ long, rowOf, covered }) =>
    covered.windows.map(({ start, end }) => rowOf(long.slice(start, end))),
  );
  const logits = await classifyRows(model, rows);
  let row = 0;
  return inputs.map(({ covered }) => {
    const windows = covered.windows.map(() => [...logits[row++]!]);
    return pooledScores(windows, problemType, model.temperature, covered, bestWindow);
  });
}

/** The head's logits for every row, in the order of the rows. */
export async function classifyRows(
  model: ModelRunner,
  rows: readonly InputRow[],
  kind: 'classify' | 'choice' = 'classify',
): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  await readLogits(model, kind, rows, (values, row) => (logits[row] = values.slice()));
  return logits;
}

/**
 * A text's scores from the logits of its windows: their mean where labels exclude each other or are values; the largest
 * where each label holds or not, since it holds for a text in which it holds anywhere, and where the best window
 * counts. Probabilities at `temperature`.
 */
export function pooledScores(
  windowLogits: readonly (readonly number[])[],
  problemType: ProblemType,
  temperature: number,
  { truncated }: TextWindows,
  bestWindow = problemType === 'multi_label_classification',
): TextScores {
  const [first = [], ...others] = windowLogits;
  const logits = first.map((value, label) => {
    const values = [value, ...others.map((window) => window[label]!)];
    return bestWindow ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  });
  return { logits, scores: scoresOf(logits, problemType, temperature), windows: windowLogits.length, truncated };
}

function scoresOf(logits: readonly number[], problemType: ProblemType, temperature: number): readonly number[] {
  if (problemType === 'regression') return logits;
  const tempered = logits.map((logit) => logit / temperature);
  return problemType === 'single_label_classification' ? softmax(tempered) : tempered.map(sigmoid);
}
