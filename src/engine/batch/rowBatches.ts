import type { GraphVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
import type { InputRow } from '../tokenizer/rowTemplate';
import { int64 } from './inputTensors';
import type { ModelRunner } from './modelRunner';

/** Rows run together, by their index. */
export interface Batch {
  readonly rows: readonly number[];
  /** Tokens of the longest row. */
  readonly tokens: number;
  /** Whether a row is shorter than that. */
  readonly padded: boolean;
}

/** Tokens of a batch, padding included: enough for matrix products at full speed, little enough to cancel soon. */
const mostBatchTokens = 1024;

/** A wide model's batches are smaller: so many intermediate numbers of a layer stay in the processor's cache. */
const mostBatchNumbers = 512 * 3072;

/** What a batch takes beside its tokens, in tokens: all weights are read anew. Measured at v3-small's size (4.7 ms, and 0.2 ms a token). */
const batchCost = 24;

/**
 * The batches that take the least time together: rows of like lengths, longest first. Each row is in one of them; none but
 * a single row has more than `most` tokens, padding included.
 */
export function planBatches(lengths: readonly number[], most: number): Batch[] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const longestFrom = (start: number) => lengths[order[start]!]!;
  /** The least cost of the first so many rows, and where the last of their batches begins. */
  const costs = [0];
  const starts = [0];
  for (let end = 1; end <= order.length; end++) {
    let least = Infinity;
    for (let start = end - 1; start >= 0; start--) {
      const tokens = (end - start) * longestFrom(start);
      if (tokens > most && start < end - 1) break;
      const cost = costs[start]! + tokens + batchCost;
      if (cost > least) continue;
      least = cost;
      starts[end] = start;
    }
    costs.push(least);
  }
  const batches: Batch[] = [];
  for (let end = order.length; end > 0; end = starts[end]!) {
    const rows = order.slice(starts[end], end);
    const longest = longestFrom(starts[end]!);
    batches.push({ rows, tokens: longest, padded: lengths[rows.at(-1)!]! < longest });
  }
  return batches.reverse();
}

/** Runs every batch in turn. Between batches the event loop turns, so that a cancelled request ends here. */
export async function inBatches(
  { config }: ModelRunner,
  rows: readonly InputRow[],
  run: (batch: Batch) => Promise<void>,
): Promise<void> {
  const lengths = rows.map(({ ids }) => ids.length);
  const most = Math.min(mostBatchTokens, Math.floor(mostBatchNumbers / config.intermediateSize));
  for (const batch of planBatches(lengths, most)) {
    await run(batch);
    // The first turn may end in the middle of a poll; the second one holds a whole poll.
    await eventLoopTurn();
    await eventLoopTurn();
  }
}

/** A batch as a graph's inputs: `input_ids`, `token_type_ids` where the model has types and, when padded, `attention_mask`. */
export function batchTensors(
  { config, tokenizer }: ModelRunner,
  all: readonly InputRow[],
  { rows, tokens, padded }: Batch,
): Tensors {
  const shape = [rows.length, tokens];
  const grid = (pad: number, of: (row: InputRow) => readonly number[]) =>
    int64(
      rows.flatMap((index) => {
        const values = of(all[index]!);
        return [...values, ...new Array<number>(tokens - values.length).fill(pad)];
      }),
      shape,
    );
  return {
    input_ids: grid(tokenizer.special.pad, ({ ids }) => ids),
    ...(padded ? { attention_mask: grid(0, ({ ids }) => ids.map(() => 1)) } : undefined),
    ...(config.typeVocabSize > 0 ? { token_type_ids: grid(0, ({ types }) => types) } : undefined),
  };
}

/** The longest window in which this head reads a text: its limit, but not more than what it was trained on. */
export function windowTokens(model: ModelRunner, head: GraphVariant['head']): number {
  return Math.min(model.maxTokens(head), model.config.maxPositionEmbeddings);
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
