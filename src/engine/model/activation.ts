import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';

type Activation = (graph: GraphBuilder, x: Value) => Value;

/** Activation functions by the names that config.json uses; `gelu` is the exact one, with erf. */
const activations: Readonly<Record<string, Activation>> = {
  gelu: (graph, x) => graph.op('Gelu', [x]),
  gelu_new: (graph, x) => graph.op('Gelu', [x], { approximate: 'tanh' }),
  gelu_fast: (graph, x) => graph.op('Gelu', [x], { approximate: 'tanh' }),
  relu: (graph, x) => graph.op('Relu', [x]),
  tanh: (graph, x) => graph.tanh(x),
  sigmoid: (graph, x) => graph.sigmoid(x),
  swish: (graph, x) => graph.mul(x, graph.sigmoid(x)),
  linear: (_graph, x) => x,
};

/**
 * Applies an activation function by its config.json name.
 * @throws CheckpointError for a name that is not known
 */
export function activation(graph: GraphBuilder, name: string, x: Value): Value {
  const apply = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (apply === undefined) {
    const known = Object.keys(activations).join(', ');
    throw new CheckpointError(
      plain`config.json asks for the activation "${name}", which is unknown. Known ones are ${known}.`,
    );
  }
  return apply(graph, x);
}
