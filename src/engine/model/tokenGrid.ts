import type { Value } from '../graph/graph';
import type { ModelContext } from './modelContext';

/** The number of rows of hidden states as shapes call it, so that what has as many is seen to have as many. */
export const gridRows = 'batch*tokens';

/** The sizes and the mask of one run, which every layer needs. Hidden states are [batch·tokens, hidden]. */
export interface TokenGrid {
  /** [1] int64 each. */
  readonly batch: Value;
  readonly tokens: Value;
  /** 0, 1, …, tokens − 1. */
  readonly positions: Value;
  /** [batch, tokens, heads, size of a head]. */
  readonly splitShape: Value;
  /** [batch, heads whose scores are wanted, tokens, tokens]. */
  readonly pairShape: Value;
  /** Undefined when no token is padding. */
  readonly padding?: PaddingMask;
}

export interface PaddingMask {
  /** 1 for a real token, 0 for padding, [batch·tokens, 1]. */
  readonly rows: Value;
  /** 0 for a real token, a score that no softmax survives for padding, [batch, 1, 1, tokens]. */
  readonly keys: Value;
  /** 1 or 0 for the token that looks, [batch, 1, tokens, 1]. */
  readonly queries: Value;
}

/** Far below any score, and far enough from the end of float32 that adding a score cannot overflow. */
const excludedScore = -1e30;

/** What a run may have besides its sizes. */
interface GridOptions {
  /** For padded input, [batch, tokens]. */
  readonly attentionMask?: Value;
  /** How many heads' scores are computed, [1]; all of them when it is not given. */
  readonly scoredHeads?: Value;
}

/** Rows of hidden states where columns of each text are, [batch·n] for `columns` [batch or 1, n]. */
export function rowsAt({ graph }: ModelContext, { batch, tokens }: TokenGrid, columns: Value): Value {
  const texts = graph.op('Range', [graph.integers(0), graph.squeeze(batch), graph.integers(1)]);
  return graph.reshape(graph.add(columns, graph.unsqueeze(graph.mul(texts, tokens), [1])), [-1]);
}

/** Adds the sizes of a run, `shape` = [batch, tokens], and its mask in the forms that layers use. */
export function tokenGrid(model: ModelContext, shape: Value, options: GridOptions = {}): TokenGrid {
  const { attentionMask } = options;
  const { graph, config } = model;
  return graph.scope('grid', () => {
    const batch = graph.slice(shape, [0], [1]);
    const tokens = graph.slice(shape, [1], [2]);
    const count = graph.squeeze(tokens);
    const positions = graph.op('Range', [graph.integers(0), count, graph.integers(1)]);
    const heads = graph.integers([config.numAttentionHeads]);
    const concat = (parts: Value[]) => graph.concat(parts, 0);
    return {
      batch,
      tokens,
      positions,
      splitShape: concat([batch, tokens, heads, graph.integers([config.attentionHeadSize])]),
      pairShape: concat([batch, options.scoredHeads ?? heads, tokens, tokens]),
      padding: attentionMask === undefined ? undefined : paddingMask(model, attentionMask),
    };
  });
}

function paddingMask({ graph }: ModelContext, attentionMask: Value): PaddingMask {
  const real = graph.cast(attentionMask, 'float32');
  const padded = graph.sub(1, real);
  return {
    rows: graph.reshape(real, [-1, 1]),
    keys: graph.unsqueeze(graph.mul(padded, excludedScore), [1, 2]),
    queries: graph.unsqueeze(real, [1, 3]),
  };
}

/** Zeroes the rows of padding in x [batch·tokens, size]. */
export function zeroPadding({ graph }: ModelContext, grid: TokenGrid, x: Value): Value {
  return grid.padding === undefined ? x : graph.mul(x, grid.padding.rows);
}
