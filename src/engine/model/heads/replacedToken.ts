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
    const sizes = graph.op('Concat', [grid.batch, grid.tokens], { axis: { int: 0 } });
    const shape = graph.op('Concat', [sizes, graph.integers([hiddenSize])], { axis: { int: 0 } });
    const byText = graph.op('Reshape', [hidden, shape]);
    const first = graph.op('Slice', [byText, graph.integers([0]), graph.integers([1]), graph.integers([1])]);
    const sum = graph.op('Reshape', [graph.op('Add', [byText, first]), graph.integers([-1, hiddenSize])]);
    const normed = model.layerNorm(sum, 'mask_predictions.LayerNorm', hiddenSize);
    const dense = model.linear(normed, 'mask_predictions.dense', hiddenSize, hiddenSize);
    const logits = model.linear(
      activation(graph, config.hiddenAct, dense),
      'mask_predictions.classifier',
      hiddenSize,
      1,
    );
    return graph.op('Reshape', [logits, sizes]);
  });
}
