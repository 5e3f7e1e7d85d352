import type { Value } from '../graph/graph';
import { activation } from './activation';
import type { ModelContext } from './modelContext';
import { gridRows, zeroPadding, type TokenGrid } from './tokenGrid';

/**
 * The convolution beside layer 0 of v2-xlarge and v2-xxlarge: `LayerNorm(layer0 + act(conv(embeddings)))`, with the
 * convolution zeroed at padding before, and the result after (math.md, "Encoder"). All states [batch·tokens, hidden].
 */
export function convolution(model: ModelContext, grid: TokenGrid, embedded: Value, layerOutput: Value): Value {
  const { graph, config } = model;
  const { hiddenSize, convKernelSize, convGroups, convAct } = config;
  return graph.scope('convolution', () => {
    const shape = graph.concat([grid.batch, grid.tokens, graph.integers([hiddenSize])], 0);
    const channelsFirst = graph.transpose(graph.reshape(embedded, shape), [0, 2, 1]);
    const kernel = model.weight('deberta.encoder.conv.conv.weight', [
      hiddenSize,
      hiddenSize / convGroups,
      convKernelSize,
    ]);
    const bias = model.weight('deberta.encoder.conv.conv.bias', [hiddenSize]);
    const before = Math.floor((convKernelSize - 1) / 2);
    const convolved = graph.op('Conv', [channelsFirst, kernel, bias], {
      kernel_shape: [convKernelSize],
      pads: [before, before],
      group: convGroups,
    });
    const rows = graph.reshape(graph.transpose(convolved, [0, 2, 1]), [-1, hiddenSize]);
    const active = activation(graph, convAct, model.dropout(zeroPadding(model, grid, rows), [gridRows, hiddenSize]));
    const sum = graph.add(layerOutput, active);
    return zeroPadding(model, grid, model.layerNorm(sum, 'deberta.encoder.conv.LayerNorm', hiddenSize));
  });
}
