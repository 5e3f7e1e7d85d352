import { attSpan, type DebertaConfig } from '../checkpoint/debertaConfig';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { TokenGrid } from './tokenGrid';

/**
 * Signed bucket of a relative position: exact up to half of the buckets, logarithmic beyond (math.md, "bucket";
 * make_log_bucket_position of the authors' da_utils.py, in double precision as there).
 */
export function logBucketPosition(relative: number, buckets: number, maxPosition: number): number {
  const middle = Math.floor(buckets / 2);
  const distance = Math.abs(relative);
  if (distance <= middle) return relative;
  const scale = Math.log(distance / middle) / Math.log((maxPosition - 1) / middle);
  return Math.sign(relative) * (Math.ceil(scale * (middle - 1)) + middle);
}

/** Row δ of the relative table for i − j: bucketed, shifted by the span and clamped to the table. */
export function relativeRow(relative: number, config: DebertaConfig): number {
  const span = attSpan(config);
  const bucket =
    config.positionBuckets > 0
      ? logBucketPosition(relative, config.positionBuckets, maxRelativePosition(config))
      : relative;
  return Math.min(Math.max(bucket + span, 0), 2 * span - 1);
}

/** `max_relative_positions`, or `max_position_embeddings` where the former is not given (below 1). */
function maxRelativePosition(config: DebertaConfig): number {
  return config.maxRelativePositions < 1 ? config.maxPositionEmbeddings : config.maxRelativePositions;
}

/** Relative positions of one run, shared by all layers. */
export interface RelativeIndex {
  /** The rows of the relative table that occur: first, and one past the last, [1] each. δ grows with i − j: a slice. */
  readonly firstRow: Value;
  readonly endRow: Value;
  /** Rows of that slice for every pair of tokens, [batch, heads, tokens, tokens] int32. */
  readonly pairs: Value;
  /** The same rows for queries at `columns` [queries] against all tokens: [queries, tokens]. */
  rowsAt(columns: Value): Value;
}

/**
 * Adds δ(i, j) for the tokens of this run. Only the number of tokens enters: the buckets themselves are a table,
 * made here, over all distances that fit into `maxTokens`.
 */
export function relativeIndex(
  graph: GraphBuilder,
  config: DebertaConfig,
  grid: TokenGrid,
  maxTokens: number,
): RelativeIndex {
  return graph.scope('relative', () => {
    const distances = Array.from({ length: 2 * maxTokens - 1 }, (_, i) => i - (maxTokens - 1));
    const table = graph.integers(distances.map((distance) => relativeRow(distance, config)));
    const origin = graph.integers(maxTokens - 1);
    const lookUp = (relative: Value) => graph.gather(table, graph.add(relative, origin));
    const last = graph.sub(grid.tokens, graph.integers([1]));
    const firstRow = lookUp(graph.neg(last));
    const endRow = graph.add(lookUp(last), graph.integers([1]));

    const rowsAt = (columns: Value) => {
      const queries = graph.unsqueeze(columns, [1]);
      const keys = graph.unsqueeze(grid.positions, [0]);
      return graph.sub(lookUp(graph.sub(queries, keys)), firstRow);
    };
    // Every layer reads this tensor twice, and it can be as large as the scores: half the bytes are worth a cast.
    const narrow = graph.cast(rowsAt(grid.positions), 'int32');
    const pairs = graph.expand(narrow, grid.pairShape);
    return { firstRow, endRow, pairs, rowsAt };
  });
}
