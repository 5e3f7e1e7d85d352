import { plain } from '../../base/plainText';
import type { TextToClassify } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { ProblemType, TextScores } from '../../protocol/predictions';
import { gliclassLogits, gliclassRow, gliclassPrompt, tokensBesideLabels } from '../batch/gliclassRows';
import type { ModelRunner } from '../batch/modelRunner';
import { windowTokens } from '../batch/rowBatches';
import { roomFor, textWindows } from '../batch/textWindows';
import type { GliclassConfig } from '../checkpoint/gliclassConfig';
import { minRoom, pooledScores } from './classifyTrained';

/**
 * Zero-shot classification with GLiClass: labels and text are one row, whose one pass scores all labels. Texts that are
 * too long are read in windows, each with all labels.
 * @throws RequestError when the labels leave no room for the text
 */
export async function classifyGliclass(
  model: ModelRunner,
  config: GliclassConfig,
  texts: readonly TextToClassify[],
  labels: readonly string[],
  { problemType, maxWindows }: { readonly problemType: ProblemType; readonly maxWindows: number },
): Promise<TextScores[]> {
  const prompt = gliclassPrompt(model, config, labels);
  const room = roomFor(model, windowTokens(model, 'gliclass')) - prompt.ids.length;
  if (room < minRoom) {
    throw new RequestError(
      plain`The labels have ${prompt.ids.length} tokens together, which leaves no room for the text. Give fewer or shorter ones.`,
    );
  }
  const read = texts.map(({ text }) => {
    const tokens = tokensBesideLabels(model, config, text);
    return { tokens, covered: textWindows(tokens.length, room, maxWindows) };
  });
  const rows = read.flatMap(({ tokens, covered }) =>
    covered.windows.map(({ start, end }) => gliclassRow(model, config, prompt, tokens.slice(start, end))),
  );
  const logits = await gliclassLogits(model, rows);
  let row = 0;
  return read.map(({ covered }) => {
    const windows = covered.windows.map(() => logits[row++]!);
    return pooledScores(windows, problemType, model.temperature, covered);
  });
}
