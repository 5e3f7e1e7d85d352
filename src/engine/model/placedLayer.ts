import type { Value } from '../graph/graph';
import { attentionParameters, disentangledAttention, type AttentionInputs } from './disentangledAttention';
import { layerOutput } from './encoderLayer';
import type { ModelContext } from './modelContext';
import { rowsAt } from './tokenGrid';

/**
 * The states after a layer over x [batch·tokens, hidden] of some tokens of each text, [batch, places, hidden] for
 * `columns` [batch, places]. The projection and the feed-forward, three quarters of a layer, are computed for these
 * alone; for many of them this is faster than `queriedLayer`, which gathers all keys for each.
 */
export function placedLayer(
  model: ModelContext,
  layer: number,
  x: Value,
  inputs: AttentionInputs,
  columns: Value,
): Value {
  const { graph, config } = model;
  return graph.scope(`layer.${layer}`, () => {
    const { context } = disentangledAttention(model, x, attentionParameters(model, layer, inputs), inputs);
    const rows = rowsAt(model, inputs.grid, columns);
    const states = layerOutput(model, layer, graph.gather(context, rows), graph.gather(x, rows), 'places');
    return graph.reshape(states, graph.concat([graph.shape(columns), graph.integers([config.hiddenSize])], 0));
  });
}
