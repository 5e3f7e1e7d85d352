import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import type { GradientRules } from '../gradientRule';

/**
 * gelu(x) = x Φ(x), so gelu′(x) = Φ(x) + x φ(x) = ½ (1 + erf s) + s / e^(s²) / √π with s = x / √2. HardSigmoid is the
 * operator that halves and adds ½ at once; within [0, 1] it cuts nothing off.
 */
function geluSlope(graph: GraphBuilder, x: Value): Value {
  const s = graph.op('Mul', [x, graph.floats(Math.SQRT1_2)]);
  const half = { float: 0.5 };
  const phi = graph.op('HardSigmoid', [graph.op('Erf', [s])], { alpha: half, beta: half });
  const bell = graph.op('Div', [s, graph.op('Exp', [graph.op('Mul', [s, s])])]);
  return graph.op('Add', [phi, graph.op('Mul', [bell, graph.floats(1 / Math.sqrt(Math.PI))])]);
}

/** gelu with tanh: ½x (1 + t), t = tanh u, u = √(2/π) (x + 0.044715 x³); its slope is ½ (1 + t) + ½x (1 − t²) u′. */
function tanhGeluSlope(graph: GraphBuilder, x: Value): Value {
  const scale = Math.sqrt(2 / Math.PI);
  const square = graph.op('Mul', [x, x]);
  const plusOne = (value: Value) => graph.op('Add', [value, graph.floats(1)]);
  const inner = plusOne(graph.op('Mul', [square, graph.floats(0.044715)]));
  const t = graph.op('Tanh', [graph.op('Mul', [graph.op('Mul', [x, inner]), graph.floats(scale)])]);
  const uSlope = graph.op('Mul', [plusOne(graph.op('Mul', [square, graph.floats(3 * 0.044715)])), graph.floats(scale)]);
  const tSlope = graph.op('Sub', [graph.floats(1), graph.op('Mul', [t, t])]);
  const second = graph.op('Mul', [graph.op('Mul', [x, tSlope]), uSlope]);
  return graph.op('Mul', [graph.op('Add', [plusOne(t), second]), graph.floats(0.5)]);
}

/** Activation functions. */
export const activationRules: GradientRules = {
  Gelu: ({ graph, node, gradient, input }) => {
    const approximate = node.attributes.approximate;
    const isTanh = approximate !== undefined && 'string' in approximate && approximate.string === 'tanh';
    const slope = isTanh ? tanhGeluSlope(graph, input(0)) : geluSlope(graph, input(0));
    return [graph.op('Mul', [gradient, slope])];
  },
  Relu: ({ graph, gradient, output }) => [
    graph.op('Where', [graph.op('Greater', [output, graph.floats(0)]), gradient, graph.floats(0)]),
  ],
  Tanh: ({ graph, gradient, output }) => [
    graph.op('Mul', [gradient, graph.op('Sub', [graph.floats(1), graph.op('Mul', [output, output])])]),
  ],
  Sigmoid: ({ graph, gradient, output }) => [
    graph.op('Mul', [gradient, graph.op('Mul', [output, graph.op('Sub', [graph.floats(1), output])])]),
  ],
};
