import { glinerOf } from '../../checkpoint/glinerConfig';
import type { Value } from '../../graph/graph';
import { lstmLayer } from '../lstm';
import type { ModelContext } from '../modelContext';

/**
 * The LSTM over the words of each text in both directions, from and to [batch·words, hidden]; x itself for a model
 * without one. `counts` [batch]: the words that are a text's own; the others are padding, and nothing comes from them.
 */
export function lstm(model: ModelContext, x: Value, wordShape: Value, counts: Value): Value {
  const { graph } = model;
  const { rnnLayers = 0, hiddenSize } = glinerOf(model);
  if (rnnLayers === 0) return x;
  return graph.scope('lstm', () => {
    const lengths = graph.cast(counts, 'int32');
    const byText = graph.reshape(x, graph.concat([wordShape, graph.integers([hiddenSize])], 0));
    let states = graph.transpose(byText, [1, 0, 2]);
    for (let layer = 0; layer < rnnLayers; layer++)
      states = lstmLayer(model, 'rnn.lstm', layer, states, lengths, hiddenSize);
    return graph.reshape(graph.transpose(states, [1, 0, 2]), [-1, hiddenSize]);
  });
}
