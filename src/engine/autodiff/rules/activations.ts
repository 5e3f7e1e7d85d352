import type { Value } from '../../graph/graph';
import { float, type GraphBuilder } from '../../graph/graphBuilder';
import type { GradientRules } from '../gradientRule';

/**
 * gelu(x) = x Φ(x), so gelu′(x) = Φ(x) + x φ(x) = ½ (1 + erf s) + s / e^(s²) / √π with s = x / √2. HardSigmoid is the
 * operator that halves and adds ½ at once; within [0, 1] it cuts nothing off.
 */
function geluSlope(graph: GraphBuilder, x: Value): Value {
  const s = graph.mul(x, Math.SQRT1_2);
  const half = float(0.5);
  const phi = graph.op('HardSigmoid', [graph.op('Erf', [s])], { alpha: half, beta: half });
  const bell = graph.div(s, graph.exp(graph.mul(s, s)));
  return graph.add(phi, graph.mul(bell, 1 / Math.sqrt(Math.PI)));
}

/** gelu with tanh: ½x (1 + t), t = tanh u, u = √(2/π) (x + 0.044715 x³); its slope is ½ (1 + t) + ½x (1 − t²) u′. */
function tanhGeluSlope(graph: GraphBuilder, x: Value): Value {
  const scale = Math.sqrt(2 / Math.PI);
  const square = graph.mul(x, x);
  const plusOne = (value: Value) => graph.add(value, 1);
  const inner = plusOne(graph.mul(square, 0.044715));
  const t = graph.tanh(graph.mul(graph.mul(x, inner), scale));
  const uSlope = graph.mul(plusOne(graph.mul(square, 3 * 0.044715)), scale);
  const tSlope = graph.sub(1, graph.mul(t, t));
  const second = graph.mul(graph.mul(x, tSlope), uSlope);
  return graph.mul(graph.add(plusOne(t), second), 0.5);
}

export const activationRules: GradientRules = {
  Gelu: ({ graph, node, gradient, input }) => {
    const approximate = node.attributes.approximate;
    const isTanh = approximate !== undefined && 'string' in approximate && approximate.string === 'tanh';
    const slope = isTanh ? tanhGeluSlope(graph, input(0)) : geluSlope(graph, input(0));
    return [graph.mul(gradient, slope)];
  },
  Relu: ({ graph, gradient, output }) => [graph.where(graph.greater(output, 0), gradient, 0)],
  Tanh: ({ graph, gradient, output }) => [graph.mul(gradient, graph.sub(1, graph.mul(output, output)))],
  Sigmoid: ({ graph, gradient, output }) => [graph.mul(gradient, graph.mul(output, graph.sub(1, output)))],
};
