import { floats, type Tensors } from '../runtime/session';
import type { InputRow } from '../tokenizer/rowTemplate';
import type { ModelRunner } from './modelRunner';
import { batchTensors, inBatches, type Batch } from './rowBatches';

/** Heads whose logits belong to rows and their tokens. */
type RowHead = 'classify' | 'choice' | 'gliclass' | 'tokens' | 'qa';

/**
 * Runs a head over rows, batched by length. `read` gets the logits of each row, [outputs] or [tokens, outputs] with the
 * batch's padding at the end: a view of what the next batch replaces. `more` gives what a batch has beside its tokens.
 */
export async function readLogits(
  model: ModelRunner,
  kind: RowHead,
  rows: readonly InputRow[],
  read: (logits: Float32Array, row: number) => void,
  more: (batch: Batch) => Tensors = () => ({}),
): Promise<void> {
  await inBatches(model, rows, async (batch) => {
    const inputs = { ...batchTensors(model, rows, batch), ...more(batch) };
    const { data } = floats(await model.run({ kind, padded: batch.padded }, inputs), 'logits');
    const size = data.length / batch.rows.length;
    batch.rows.forEach((row, i) => read(data.subarray(i * size, (i + 1) * size), row));
  });
}
