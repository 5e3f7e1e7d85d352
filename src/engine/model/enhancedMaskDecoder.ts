import type { Value } from '../graph/graph';
import type { AttentionInputs } from './disentangledAttention';
import { positionEmbeddings } from './embeddings';
import type { ModelContext } from './modelContext';
import { queriedLayer, type PassObserver, type Queries } from './queriedLayer';

/**
 * The enhanced mask decoder (DeBERTa, section 3.2; math.md, "Enhanced mask decoder"): absolute positions enter just
 * before the softmax. Keys and values are H', the last-but-one layer's output [batch·tokens, hidden]; queries start as
 * position + H' and pass the last layer twice, `observe`d. Returns the states of the queries, [queries, hidden].
 */
export function enhancedMaskDecoder(
  model: ModelContext,
  hidden: Value,
  states: Value,
  inputs: AttentionInputs,
  queries: Queries,
  observe?: PassObserver,
): Value {
  const { graph, config } = model;
  return graph.scope('enhancedMaskDecoder', () => {
    const lastLayer = queriedLayer(model, config.numHiddenLayers - 1, hidden, inputs, queries, observe);
    const absolute = graph.gather(positionEmbeddings(model), queries.columns);
    return lastLayer(lastLayer(graph.add(absolute, states)));
  });
}
