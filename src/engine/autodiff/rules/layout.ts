import type { GradientContext, GradientRule, GradientRules } from '../gradientRule';
import { integerAttribute, integersAttribute } from '../shapeRules';

/** Back into the shape of the input. */
const reshapeBack: GradientRule = ({ graph, gradient, input }) => [
  graph.op('Reshape', [gradient, graph.op('Shape', [input(0)])]),
];

/** The gradient of a reduction, repeated along the reduced axes. */
function spread(context: GradientContext): string {
  const { graph, gradient, input, node } = context;
  const dropped = integerAttribute(node, 'keepdims', 1) === 0 && node.inputs.length > 1;
  const aligned = dropped ? graph.op('Unsqueeze', [gradient, input(1)]) : gradient;
  return graph.op('Expand', [aligned, graph.op('Shape', [input(0)])]);
}

/** Moving elements, repeating them, and adding them up. */
export const layoutRules: GradientRules = {
  Reshape: reshapeBack,
  Squeeze: reshapeBack,
  Unsqueeze: reshapeBack,
  Transpose: ({ graph, gradient, node, input, shape }) => {
    const axes = shape(input(0)).map((_, axis) => axis);
    const perm = integersAttribute(node, 'perm') ?? [...axes].reverse();
    return [graph.op('Transpose', [gradient], { perm: { ints: axes.map((axis) => perm.indexOf(axis)) } })];
  },
  Expand: (context) => [context.sumTo(context.gradient, 0)],
  ReduceSum: (context) => [spread(context)],
  ReduceMean: (context) => {
    const { graph, input, output } = context;
    const count = (value: string) => graph.op('Cast', [graph.op('Size', [value])], { to: { int: 1 } });
    const share = graph.op('Div', [count(output), count(input(0))]);
    return [graph.op('Mul', [spread(context), share])];
  },
};
