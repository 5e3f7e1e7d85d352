import type { Value } from '../../graph/graph';
import type { GradientContext, GradientRules } from '../gradientRule';

/** Gradients of inputs 0 and 1, made only where wanted and summed over broadcast axes. */
function pair(context: GradientContext, left: () => Value, right: () => Value): (Value | undefined)[] {
  return [
    context.wants(0) ? context.sumTo(left(), 0) : undefined,
    context.wants(1) ? context.sumTo(right(), 1) : undefined,
  ];
}

/** Arithmetic with broadcasting, exponentials, and choosing. */
export const elementwiseRules: GradientRules = {
  Add: (context) =>
    pair(
      context,
      () => context.gradient,
      () => context.gradient,
    ),
  Sub: (context) =>
    pair(
      context,
      () => context.gradient,
      () => context.graph.neg(context.gradient),
    ),
  Mul: (context) => {
    const { graph, gradient, input } = context;
    return pair(
      context,
      () => graph.mul(gradient, input(1)),
      () => graph.mul(gradient, input(0)),
    );
  },
  Div: (context) => {
    const { graph, gradient, input, output } = context;
    return pair(
      context,
      () => graph.div(gradient, input(1)),
      () => graph.neg(graph.div(graph.mul(gradient, output), input(1))),
    );
  },
  Neg: ({ graph, gradient }) => [graph.neg(gradient)],
  Identity: ({ gradient }) => [gradient],
  Exp: ({ graph, gradient, output }) => [graph.mul(gradient, output)],
  Sqrt: ({ graph, gradient, output }) => [graph.div(gradient, graph.mul(output, 2))],
  Abs: ({ graph, gradient, input }) => [graph.mul(gradient, graph.op('Sign', [input(0)]))],
  Softplus: ({ graph, gradient, input }) => [graph.mul(gradient, graph.sigmoid(input(0)))],
  /** Where(condition, a, b): each side gets the gradient where it was chosen. */
  Where: (context) => {
    const { graph, gradient, input } = context;
    const zero = graph.floats(0);
    return [
      undefined,
      context.wants(1) ? context.sumTo(graph.where(input(0), gradient, zero), 1) : undefined,
      context.wants(2) ? context.sumTo(graph.where(input(0), zero, gradient), 2) : undefined,
    ];
  },
};
