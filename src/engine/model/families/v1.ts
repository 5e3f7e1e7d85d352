import type { Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import type { AttentionProjections } from './attentionProjections';

/**
 * DeBERTa v1: `in_proj.weight` [3·hidden, hidden] holds query, key and value interleaved by head as [q_h; k_h; v_h];
 * queries and values have a bias, keys have none; positions have `pos_proj` (no bias) and `pos_q_proj` (math.md,
 * "Projections"). The parts are cut out here; since that does not depend on the text, it happens once, at compile time.
 */
export function v1Projections(model: ModelContext, prefix: string): AttentionProjections {
  const { graph, config } = model;
  const { hiddenSize, numAttentionHeads, attentionHeadSize, posAttType } = config;
  const fused = model.weight(`${prefix}.in_proj.weight`, [3 * hiddenSize, hiddenSize]);
  const byHead = graph.reshape(fused, [numAttentionHeads, 3, attentionHeadSize, hiddenSize]);
  const part = (index: number): Value => graph.reshape(graph.gather(byHead, index, 1), [hiddenSize, hiddenSize]);
  const square = (name: string) => model.weight(`${prefix}.${name}`, [hiddenSize, hiddenSize]);
  const vector = (name: string) => model.weight(`${prefix}.${name}`, [hiddenSize]);
  return {
    query: { weight: part(0), bias: vector('q_bias') },
    key: { weight: part(1) },
    value: { weight: part(2), bias: vector('v_bias') },
    positionKey: posAttType.includes('c2p') ? { weight: square('pos_proj.weight') } : undefined,
    positionQuery: posAttType.includes('p2c')
      ? { weight: square('pos_q_proj.weight'), bias: vector('pos_q_proj.bias') }
      : undefined,
  };
}
