import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { ModelContext } from '../modelContext';
import type { TokenGrid } from '../tokenGrid';

/**
 * The discriminator's head of v3: `classifier(gelu(dense(LayerNorm(h_0 + h_i))))`, logits [batch, tokens]; the sigmoid
 * is the probability that token i was replaced (math.md, "Replaced-token detection head"). `hidden` is the last
 * layer's output [batch·tokens, hidden].
 */
export function replacedToken(model: ModelContext, hidden: Value, grid: TokenGrid): Value {
  const { graph, config } = model;
  const { hiddenSize } = config;
  return graph.scope('replacedToken', () => {
    const sizes = graph.concat([grid.batch, grid.tokens], 0);
    const shape = graph.concat([sizes, graph.integers([hiddenSize])], 0);
    const byText = graph.reshape(hidden, shape);
    const first = graph.slice(byText, [0], [1], [1]);
    const sum = graph.reshape(graph.add(byText, first), [-1, hiddenSize]);
    const normed = model.layerNorm(sum, 'mask_predictions.LayerNorm', hiddenSize);
    const dense = model.linear(normed, 'mask_predictions.dense', hiddenSize, hiddenSize);
    const logits = model.linear(
      activation(graph, config.hiddenAct, dense),
      'mask_predictions.classifier',
      hiddenSize,
      1,
    );
    return graph.reshape(logits, sizes);
  });
}
