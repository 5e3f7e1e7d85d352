import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { AttentionInputs } from '../disentangledAttention';
import type { ModelContext } from '../modelContext';
import { queriedLayer, queriedStates } from '../queriedLayer';

/**
 * `classifier(gelu(pooler.dense(h_0)))`, logits [batch, labels] (math.md, "Classification head"). `hidden` is the
 * last-but-one layer's output: of the last layer only the first token of each text is needed, so only it is computed.
 */
export function sequenceClassification(model: ModelContext, hidden: Value, inputs: AttentionInputs): Value {
  const { graph, config, parameters } = model;
  const { hiddenSize } = config;
  return graph.scope('sequenceClassification', () => {
    const rows = graph.op('Range', [graph.integers(0), graph.squeeze(inputs.grid.batch), graph.integers(1)]);
    const queries = { rows, columns: graph.mul(rows, graph.integers(0)), count: 'batch' };
    const first = queriedStates(model, hidden, inputs.grid.tokens, queries);
    const last = queriedLayer(model, config.numHiddenLayers - 1, hidden, inputs, queries)(first);
    const pooled = activation(
      graph,
      config.poolerHiddenAct,
      model.linear(last, 'pooler.dense', hiddenSize, hiddenSize),
    );
    const labels = parameters.info('classifier.weight').shape[0] ?? 0;
    return model.linear(model.dropout(pooled, [queries.count, hiddenSize]), 'classifier', hiddenSize, labels);
  });
}
