import type { Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import { glinerConfig } from './glinerParts';

/** The tensors of both directions. */
const directions = ['', '_reverse'];

/** ONNX has the gates in the order input, output, forget, cell, and PyTorch as input, forget, cell, output. */
const gateOrder = [0, 3, 1, 2];

/**
 * The LSTM over the words of each text in both directions, from and to [batch·words, hidden]; x itself for a model
 * without one. `counts` [batch]: the words that are a text's own; the others are padding, and nothing comes from them.
 */
export function lstm(model: ModelContext, x: Value, wordShape: Value, counts: Value): Value {
  const { graph } = model;
  const { rnnLayers = 0, hiddenSize } = glinerConfig(model);
  if (rnnLayers === 0) return x;
  return graph.scope('lstm', () => {
    const lengths = graph.cast(counts, 'int32');
    const byText = graph.reshape(x, graph.concat([wordShape, graph.integers([hiddenSize])], 0));
    let states = graph.transpose(byText, [1, 0, 2]);
    for (let layer = 0; layer < rnnLayers; layer++) states = lstmLayer(model, states, lengths, layer);
    return graph.reshape(graph.transpose(states, [1, 0, 2]), [-1, hiddenSize]);
  });
}

/** One layer over x [words, batch, hidden]. */
function lstmLayer(model: ModelContext, x: Value, lengths: Value, layer: number): Value {
  const { graph } = model;
  const { hiddenSize } = glinerConfig(model);
  const half = hiddenSize / 2;
  const both = (kind: string, shape: readonly number[]) => {
    const ofDirection = directions.map((direction) =>
      graph.unsqueeze(reordered(model, model.weight(`rnn.lstm.${kind}_l${layer}${direction}`, shape), half), [0]),
    );
    return graph.concat(ofDirection, 0);
  };
  const inputWeights = both('weight_ih', [4 * half, hiddenSize]);
  const stateWeights = both('weight_hh', [4 * half, half]);
  const biases = graph.concat([both('bias_ih', [4 * half]), both('bias_hh', [4 * half])], 1);
  const inputs = [x, inputWeights, stateWeights, biases, lengths];
  const output = graph.op('LSTM', inputs, { hidden_size: half, direction: 'bidirectional' });
  // [words, directions, batch, half]; a 0 keeps a dimension.
  return graph.reshape(graph.transpose(output, [0, 2, 1, 3]), [0, 0, hiddenSize]);
}

function reordered({ graph }: ModelContext, weight: Value, half: number): Value {
  const gates = gateOrder.map((gate) => graph.slice(weight, [gate * half], [(gate + 1) * half], [0]));
  return graph.concat(gates, 0);
}
