import type { GradientContext, GradientRules } from '../gradientRule';
import { integerAttribute } from '../shapeRules';

function lastAxisOnly(context: GradientContext): void {
  const { node, output, shape } = context;
  const axis = integerAttribute(node, 'axis', -1);
  if (axis !== -1 && axis !== shape(output).length - 1) context.unsupported('for another axis than the last');
}

/** Layer normalization and softmax, over the last axis. */
export const normalizationRules: GradientRules = {
  /**
   * y = γ x̂ + β with x̂ = (x − mean) / σ. With g = γ ∂y: ∂x = (g − mean(g) − x̂ mean(g x̂)) / σ; x̂ and 1/σ are
   * computed again, which is cheaper than it would be to keep them.
   */
  LayerNormalization: (context) => {
    lastAxisOnly(context);
    const { graph, gradient, input, node, shape, sumToShape } = context;
    const size = shape(input(1))[0];
    if (typeof size !== 'number') return context.unsupported('without a known size');
    const ones = graph.floats(Array.from({ length: size }, () => 1));
    const [normed, , inverse] = graph.ops('LayerNormalization', [input(0), ones], 3, node.attributes) as [
      string,
      string,
      string,
    ];
    const mean = (value: string) => graph.reduceMean(value, [-1]);
    const x = () => {
      const scaled = graph.mul(gradient, input(1));
      const along = graph.mul(normed, mean(graph.mul(scaled, normed)));
      const rest = graph.sub(graph.sub(scaled, mean(scaled)), along);
      return graph.mul(rest, inverse);
    };
    const [from, to] = [shape(context.output), shape(input(1))];
    return [
      context.wants(0) ? x() : undefined,
      context.wants(1) ? sumToShape(graph.mul(gradient, normed), from, input(1), to) : undefined,
      context.wants(2) ? sumToShape(gradient, from, input(2), to) : undefined,
    ];
  },
  /** ∂x = (∂y − Σ ∂y y) y. */
  Softmax: (context) => {
    lastAxisOnly(context);
    const { graph, gradient, output } = context;
    const weighted = graph.mul(gradient, output);
    const total = graph.reduceSum(weighted, [-1]);
    return [graph.sub(weighted, graph.mul(output, total))];
  },
  /** ∂x = ∂y − softmax(x) Σ ∂y. */
  LogSoftmax: (context) => {
    lastAxisOnly(context);
    const { graph, gradient, output } = context;
    const total = graph.reduceSum(gradient, [-1]);
    return [graph.sub(gradient, graph.mul(graph.exp(output), total))];
  },
};
