import type { Value } from '../graph/graph';
import type { ModelContext } from './modelContext';

/** Gates are input, forget, cell, output in PyTorch's rows, and input, output, forget, cell in ONNX's. */
const gateOrder = [0, 3, 1, 2];

/**
 * PyTorch's bidirectional LSTM of one layer, `<prefix>.weight_ih_l0` and so on, over packed sequences: x [batch,
 * tokens, input], of which the first `lengths` [batch] (int64) tokens of each row count. Returns [batch, tokens,
 * 2·size], zero beyond a row's length.
 */
export function bidirectionalLstm(
  model: ModelContext,
  prefix: string,
  x: Value,
  lengths: Value,
  { input, size }: { readonly input: number; readonly size: number },
): Value {
  const { graph } = model;
  const directions = ['', '_reverse'];
  const inDirections = (part: (suffix: string) => Value) =>
    graph.concat(
      directions.map((suffix) => graph.unsqueeze(part(suffix), [0])),
      0,
    );
  const gates = (name: string, shape: readonly number[]) => reordered(model, model.weight(name, shape), size);
  const weights = inDirections((suffix) => gates(`${prefix}.weight_ih_l0${suffix}`, [4 * size, input]));
  const recurrent = inDirections((suffix) => gates(`${prefix}.weight_hh_l0${suffix}`, [4 * size, size]));
  const biases = inDirections((suffix) =>
    graph.concat(
      ['ih', 'hh'].map((kind) => gates(`${prefix}.bias_${kind}_l0${suffix}`, [4 * size])),
      0,
    ),
  );
  const inputs = [graph.transpose(x, [1, 0, 2]), weights, recurrent, biases, graph.cast(lengths, 'int32')];
  const states = graph.op('LSTM', inputs, { direction: 'bidirectional', hidden_size: size });
  // [tokens, directions, batch, size]
  return graph.reshape(graph.transpose(states, [2, 0, 1, 3]), [0, 0, 2 * size]);
}

function reordered({ graph }: ModelContext, weight: Value, size: number): Value {
  const gates = gateOrder.map((gate) => graph.slice(weight, [gate * size], [(gate + 1) * size], [0]));
  return graph.concat(gates, 0);
}
