import { floats } from '../runtime/session';
import type { InputRow } from '../tokenizer/rowTemplate';
import type { ModelRunner } from '../batch/modelRunner';
import { batchTensors, inBatches } from '../batch/rowBatches';

/** The classification head's logits for every row, in the order of the rows. */
export async function classifyRows(model: ModelRunner, rows: readonly InputRow[]): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  await inBatches(model, rows, async (batch) => {
    const outputs = await model.run({ head: 'classify', padded: batch.padded }, batchTensors(model, rows, batch));
    const { data, shape } = floats(outputs, 'logits');
    const labels = shape[1]!;
    batch.rows.forEach((row, i) => (logits[row] = data.slice(i * labels, (i + 1) * labels)));
  });
  return logits;
}
