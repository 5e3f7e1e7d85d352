import type { GradientContext, GradientRule, GradientRules } from '../gradientRule';
import { integerAttribute, integersAttribute } from '../shapeRules';

/** Back into the shape of the input. */
const reshapeBack: GradientRule = ({ graph, gradient, input }) => [graph.reshape(gradient, graph.shape(input(0)))];

/** The gradient of a reduction, repeated along the reduced axes. */
function spread(context: GradientContext): string {
  const { graph, gradient, input, node } = context;
  const dropped = integerAttribute(node, 'keepdims', 1) === 0 && node.inputs.length > 1;
  const aligned = dropped ? graph.unsqueeze(gradient, input(1)) : gradient;
  return graph.expand(aligned, graph.shape(input(0)));
}

/** Moving elements, repeating them, and adding them up. */
export const layoutRules: GradientRules = {
  Reshape: reshapeBack,
  Squeeze: reshapeBack,
  Unsqueeze: reshapeBack,
  Transpose: ({ graph, gradient, node, input, shape }) => {
    const axes = shape(input(0)).map((_, axis) => axis);
    const perm = integersAttribute(node, 'perm') ?? [...axes].reverse();
    return [
      graph.transpose(
        gradient,
        axes.map((axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Expand: (context) => [context.sumTo(context.gradient, 0)],
  ReduceSum: (context) => [spread(context)],
  ReduceMean: (context) => {
    const { graph, input, output } = context;
    const count = (value: string) => graph.cast(graph.op('Size', [value]), 'float32');
    const share = graph.div(count(output), count(input(0)));
    return [graph.mul(spread(context), share)];
  },
};
