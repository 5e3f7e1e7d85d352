import { fasterSearch } from '../model/heads/candidates';
import { floats } from '../runtime/session';
import type { ClozePrompt } from './clozePrompt';
import { promptRow } from './clozePrompt';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import type { Batch } from '../batch/rowBatches';
import { batchTensors, inBatches } from '../batch/rowBatches';

/** The search for candidates sums the vocabulary exactly for so many of its best words, whether wanted or not. */
const shortlist = 64;

/** For each text, given as tokens that fit into every prompt, the mean log-probability of each label's pieces, by label index. */
export async function labelLogProbabilities(
  model: ModelRunner,
  prompts: readonly ClozePrompt[],
  texts: readonly (readonly number[])[],
): Promise<number[][]> {
  const result = texts.map(() => [] as number[]);
  for (const prompt of prompts) {
    const rows = texts.map((text) => promptRow(model, prompt, text));
    const inputs = rows.map(({ row }) => row);
    const targetIds = [...new Set(prompt.labels.flatMap(({ pieces }) => pieces))];
    await inBatches(model, inputs, async (batch) => {
      const of = await targetLogProbabilities(model, {
        tensors: batchTensors(model, inputs, batch),
        padded: batch.padded,
        positions: batch.rows.flatMap((row, i) => rows[row]!.masks.map((column) => [i, column] as const)),
        targetIds,
      });
      addScores(result, prompt, batch, of);
    });
  }
  return result;
}

/** Log-probability of a target (by its place among the ids asked for) in the n-th mask of the batch. */
type TargetLookup = (mask: number, id: number) => number;

function addScores(result: number[][], { labels, masks }: ClozePrompt, batch: Batch, of: TargetLookup): void {
  batch.rows.forEach((text, row) => {
    for (const { index, pieces } of labels) {
      const sum = pieces.reduce((total, id, i) => total + of(row * masks.length + i, id), 0);
      result[text]![index] = sum / pieces.length;
    }
  });
}

interface MaskBatch {
  readonly tensors: ReturnType<typeof batchTensors>;
  readonly padded: boolean;
  /** Row and column of every mask. */
  readonly positions: readonly (readonly [number, number])[];
  readonly targetIds: readonly number[];
}

async function targetLogProbabilities(model: ModelRunner, batch: MaskBatch): Promise<TargetLookup> {
  const { tensors, padded, positions, targetIds } = batch;
  const { size, special } = model.tokenizer;
  const vocabulary = { size: Math.min(size, model.config.vocabSize), mask: special.mask };
  const outputs = await model.run(
    { head: 'fill', padded, vocabulary, search: fasterSearch(model.config) },
    {
      ...tensors,
      masked_positions: int64(positions.flat(), [positions.length, 2]),
      candidate_count: int64([Math.min(shortlist, vocabulary.size - 1)], [1]),
      target_ids: int64(targetIds, [targetIds.length]),
    },
    ['log_normaliser', 'target_logits'],
  );
  const { data: logits } = floats(outputs, 'target_logits');
  const { data: normalisers } = floats(outputs, 'log_normaliser');
  const column = new Map(targetIds.map((id, i) => [id, i]));
  return (mask, id) => logits[mask * targetIds.length + column.get(id)!]! - normalisers[mask]!;
}
