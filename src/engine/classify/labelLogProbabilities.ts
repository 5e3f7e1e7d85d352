import { decodeRows } from '../batch/decodeMasks';
import type { ModelRunner } from '../batch/modelRunner';
import { promptRow, type ClozePrompt } from './clozePrompt';

/** For each text, given as tokens that fit into every prompt, the mean log-probability of each label's pieces, by label index. */
export async function labelLogProbabilities(
  model: ModelRunner,
  prompts: readonly ClozePrompt[],
  texts: readonly (readonly number[])[],
): Promise<number[][]> {
  const result = texts.map(() => [] as number[]);
  for (const prompt of prompts) {
    const rows = texts.map((text) => promptRow(model, prompt, text));
    const targetIds = [...new Set(prompt.labels.flatMap(({ pieces }) => pieces))];
    const columns = new Map(targetIds.map((id, column) => [id, column]));
    const decoded = await decodeRows(model, rows, { topK: 0, targetIds, padding: true });
    for (const { index, pieces } of prompt.labels) {
      const targets = pieces.map((id) => columns.get(id)!);
      decoded.forEach((masks, text) => {
        const sum = targets.reduce((total, column, i) => total + masks[i]!.targets[column]!.logProbability, 0);
        result[text]![index] = sum / pieces.length;
      });
    }
  }
  return result;
}
