import type { ModelContext } from '../modelContext';
import type { AttentionProjections, Projection } from './attentionProjections';

/**
 * DeBERTa v2 and v3: one matrix a projection, all with bias. With `share_att_key` the relative table goes through the
 * content's projections, otherwise through `pos_key_proj` and `pos_query_proj` (math.md, "Projections").
 */
export function v2Projections(model: ModelContext, prefix: string): AttentionProjections {
  const { hiddenSize, posAttType, shareAttKey } = model.config;
  const projection = (name: string): Projection => ({
    weight: model.weight(`${prefix}.${name}.weight`, [hiddenSize, hiddenSize]),
    bias: model.weight(`${prefix}.${name}.bias`, [hiddenSize]),
  });
  const query = projection('query_proj');
  const key = projection('key_proj');
  return {
    query,
    key,
    value: projection('value_proj'),
    positionKey: posAttType.includes('c2p') ? (shareAttKey ? key : projection('pos_key_proj')) : undefined,
    positionQuery: posAttType.includes('p2c') ? (shareAttKey ? query : projection('pos_query_proj')) : undefined,
  };
}
