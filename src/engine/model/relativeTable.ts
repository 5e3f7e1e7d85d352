import { attSpan } from '../checkpoint/debertaConfig';
import type { Value } from '../graph/graph';
import type { AttentionProjections, Projection } from './families/attentionProjections';
import type { ModelContext } from './modelContext';
import type { RelativeIndex } from './relativePosition';

/** The relative table after one layer's projections, split by head. Independent of the text, so it is folded. */
export interface ProjectedTable {
  /** Kr, [heads, 2·span, size], for content→position. */
  readonly keys?: Value;
  /** Qr, [heads, 2·span, size], scaled, for position→content. */
  readonly queries?: Value;
}

/** The axis of a projected table along which relative positions lie. */
export const tableRows = 1;

/**
 * `rel_embeddings` [2·span, hidden], layer-normed where `norm_rel_ebd` says so (math.md, "R"); for training only the
 * rows that occur, since what is made of them is not folded.
 */
export function relativeTable(model: ModelContext, index: RelativeIndex): Value {
  const { config } = model;
  const whole = model.weight('deberta.encoder.rel_embeddings.weight', [2 * attSpan(config), config.hiddenSize]);
  const table = model.hooks === undefined ? whole : occurring(model, whole, index);
  return config.normRelEbd ? model.layerNorm(table, 'deberta.encoder.LayerNorm', config.hiddenSize) : table;
}

function occurring({ graph }: ModelContext, table: Value, { firstRow, endRow }: RelativeIndex): Value {
  return graph.slice(table, firstRow, endRow, [0]);
}

/** Projects the relative table for one layer, except for terms left out. `scale` is the queries' 1/sqrt(d·s). */
export function projectTable(
  model: ModelContext,
  table: Value,
  projections: AttentionProjections,
  scale: Value,
): ProjectedTable {
  const { graph, config } = model;
  const split = (projection: Projection) => {
    const rows = model.affine(table, projection.weight, projection.bias);
    const heads = graph.integers([-1, config.numAttentionHeads, config.attentionHeadSize]);
    return graph.transpose(graph.reshape(rows, heads), [1, 0, 2]);
  };
  const { positionKey, positionQuery } = projections;
  return {
    keys: model.includes('c2p') ? positionKey && split(positionKey) : undefined,
    queries: model.includes('p2c') ? positionQuery && graph.mul(split(positionQuery), scale) : undefined,
  };
}
