import type { GraphVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
import { int64, requireFits } from './inputTensors';
import type { ModelRunner } from './modelRunner';
import { batchTensors, inBatches, type Batch, type BatchOptions } from './rowBatches';

/** A row of tokens, special ones included, and the columns of its masks. Types default to 0. */
export interface MaskedRow {
  readonly ids: readonly number[];
  readonly types?: readonly number[];
  readonly positions: readonly number[];
}

/** What every batch of masked rows is asked, beside the rows themselves. */
export interface MaskedRun extends BatchOptions {
  readonly graph: (padded: boolean) => GraphVariant;
  readonly inputs?: Tensors;
  /** All of the graph's when absent. */
  readonly outputs?: readonly string[];
}

/** Reads a mask's answer: `mask` is its index in the outputs, `row` and `place` its row and position. */
type MaskReader<T> = (mask: number, row: number, place: number) => T;

/**
 * What `read` makes, batch by batch, of every mask, by row and position. Rows without masks are not run.
 * @throws RequestError when a row is longer than the model takes
 */
export async function runMaskedRows<T>(
  model: ModelRunner,
  rows: readonly MaskedRow[],
  { graph, inputs, outputs, padding }: MaskedRun,
  read: (outputs: Tensors) => MaskReader<T>,
): Promise<T[][]> {
  const results = rows.map((): T[] => []);
  const run = async (batch: Batch) => {
    const places = batch.rows.flatMap((row, i) => rows[row]!.positions.map((column) => [i, column]));
    if (places.length === 0) return;
    const variant = graph(batch.padded);
    requireFits(model, variant.kind, batch.tokens);
    const masked_positions = int64(places.flat(), [places.length, 2]);
    const tensors = { ...batchTensors(model, rows, batch), masked_positions, ...inputs };
    const ofMask = read(await model.run(variant, tensors, outputs));
    let mask = 0;
    for (const row of batch.rows) results[row] = rows[row]!.positions.map((_, place) => ofMask(mask++, row, place));
  };
  await inBatches(model, rows, run, { padding });
  return results;
}
