import type { Value } from '../graph/graph';
import type { ModelContext } from './modelContext';

/** The tensors of both directions. */
const directions = ['', '_reverse'];

/** ONNX has the gates in the order input, output, forget, cell, and PyTorch as input, forget, cell, output. */
const gateOrder = [0, 3, 1, 2];

/**
 * One layer of PyTorch's LSTM in both directions, with the tensors `<prefix>.weight_ih_l<layer>` and so on, from and to
 * [tokens, batch, size]. `lengths` [batch], int32: tokens of each sequence that count; what comes after them is 0.
 */
export function lstmLayer(
  model: ModelContext,
  prefix: string,
  layer: number,
  x: Value,
  lengths: Value,
  size: number,
): Value {
  const { graph } = model;
  const half = size / 2;
  const both = (kind: string, shape: readonly number[]) => {
    const ofDirection = directions.map((direction) =>
      graph.unsqueeze(reordered(model, model.weight(`${prefix}.${kind}_l${layer}${direction}`, shape), half), [0]),
    );
    return graph.concat(ofDirection, 0);
  };
  const inputWeights = both('weight_ih', [4 * half, size]);
  const stateWeights = both('weight_hh', [4 * half, half]);
  const biases = graph.concat([both('bias_ih', [4 * half]), both('bias_hh', [4 * half])], 1);
  const inputs = [x, inputWeights, stateWeights, biases, lengths];
  const output = graph.op('LSTM', inputs, { hidden_size: half, direction: 'bidirectional' });
  // [tokens, directions, batch, half]; a 0 keeps a dimension.
  return graph.reshape(graph.transpose(output, [0, 2, 1, 3]), [0, 0, size]);
}

function reordered({ graph }: ModelContext, weight: Value, half: number): Value {
  const gates = gateOrder.map((gate) => graph.slice(weight, [gate * half], [(gate + 1) * half], [0]));
  return graph.concat(gates, 0);
}
