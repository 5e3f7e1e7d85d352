import { wholePoll } from '../../base/cancellation';
import type { GraphVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
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

/** A row of tokens, and the masks in it whose logits are computed. Types are 0 where none are given. */
interface Row {
  readonly ids: readonly number[];
  readonly types?: readonly number[];
  readonly positions?: readonly number[];
}

export interface BatchOptions {
  /** Whether rows of different lengths may share a batch, which needs an attention mask. True when absent. */
  readonly padding?: boolean;
  /** Tokens of a batch, padding included, where less memory is to be used than there is otherwise. */
  readonly tokens?: number;
}

/** How large a batch may be, unless it is a single row. */
interface BatchLimits extends BatchOptions {
  readonly tokens: number;
  readonly masks: number;
}

/** Tokens of a batch, padding included: enough for matrix products at full speed, little enough to cancel soon. */
const maxBatchTokens = 1024;

/** A wide model's batches are smaller: this many intermediate numbers of a layer stay in the processor's cache. */
const maxBatchNumbers = 512 * 3072;

/** Masks of a batch, whose logits over the whole vocabulary are in memory at once. */
const maxBatchMasks = 256;

/** A batch's fixed cost in tokens: all weights are read again. Measured at v3-small's size (4.7 ms; 0.2 ms a token). */
const batchCost = 24;

/**
 * The batches that take the least time together: rows of like lengths, longest first. Each row is in one of them.
 * `masks`: of each row.
 */
export function planBatches(lengths: readonly number[], masks: readonly number[], limits: BatchLimits): Batch[] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const longestFrom = (start: number) => lengths[order[start]!]!;
  /** The lowest cost of the first rows by their number, and where the last of their batches begins. */
  const costs = [0];
  const starts = [0];
  for (let end = 1; end <= order.length; end++) {
    let lowest = Infinity;
    let maskCount = 0;
    for (let start = end - 1; start >= 0; start--) {
      const tokens = (end - start) * longestFrom(start);
      maskCount += masks[order[start]!]!;
      const fits = tokens <= limits.tokens && maskCount <= limits.masks;
      const isAlike = limits.padding !== false || longestFrom(start) === longestFrom(end - 1);
      if (start < end - 1 && !(fits && isAlike)) break;
      const cost = costs[start]! + tokens + batchCost;
      if (cost > lowest) continue;
      lowest = cost;
      starts[end] = start;
    }
    costs.push(lowest);
  }
  const batches: Batch[] = [];
  for (let end = order.length; end > 0; end = starts[end]!) {
    const rows = order.slice(starts[end], end);
    const longest = longestFrom(starts[end]!);
    batches.push({ rows, tokens: longest, padded: lengths[rows.at(-1)!]! < longest });
  }
  return batches.reverse();
}

/** Runs every batch in turn. Between batches the event loop polls, so that a canceled request ends here. */
export async function inBatches(
  { config }: ModelRunner,
  rows: readonly Row[],
  run: (batch: Batch) => Promise<void>,
  { padding, tokens: limit = maxBatchTokens }: BatchOptions = {},
): Promise<void> {
  const lengths = rows.map(({ ids }) => ids.length);
  const masks = rows.map(({ positions = [] }) => positions.length);
  const tokens = Math.min(maxBatchTokens, limit, Math.floor(maxBatchNumbers / config.intermediateSize));
  for (const batch of planBatches(lengths, masks, { tokens, masks: maxBatchMasks, padding })) {
    await run(batch);
    await wholePoll();
  }
}

/** A batch as inputs: `input_ids`, `token_type_ids` if the model has types, and `attention_mask` if padded. */
export function batchTensors(
  { config, tokenizer }: ModelRunner,
  all: readonly Row[],
  { rows, tokens, padded }: Batch,
): Tensors {
  const shape = [rows.length, tokens];
  const grid = (pad: number, valuesOf: (row: Row) => readonly number[]) =>
    int64(
      rows.flatMap((index) => {
        const values = valuesOf(all[index]!);
        return [...values, ...new Array<number>(tokens - values.length).fill(pad)];
      }),
      shape,
    );
  return {
    input_ids: grid(tokenizer.special.pad, ({ ids }) => ids),
    ...(padded ? { attention_mask: grid(0, ({ ids }) => ids.map(() => 1)) } : undefined),
    ...(config.typeVocabSize > 0 ? { token_type_ids: grid(0, ({ types = [] }) => types) } : undefined),
  };
}

/** The longest window in which this kind of graph reads a text: its limit, but not beyond the trained length. */
export function windowTokens(model: ModelRunner, kind: GraphVariant['kind']): number {
  return Math.min(model.maxTokens(kind), model.config.maxPositionEmbeddings);
}
