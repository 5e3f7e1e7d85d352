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
  /** Each part gets its own piece of the gradient. */
  Concat: ({ graph, gradient, node, input, shape, wants }) => {
    const axis = integerAttribute(node, 'axis', 0);
    const at = axis < 0 ? axis + shape(input(0)).length : axis;
    const sizes = node.inputs.map((part) => graph.gather(graph.shape(part), [at]));
    const pieces = graph.ops('Split', [gradient, graph.concat(sizes, 0)], sizes.length, { axis: at });
    return pieces.map((piece, index) => (wants(index) ? piece : undefined));
  },
  Expand: (context) => [context.sumTo(context.gradient, 0)],
  ReduceSum: (context) => [spread(context)],
  /** Where the largest element is; equal ones get it all. */
  ReduceMax: (context) => {
    const { graph, input, output, node } = context;
    if (integerAttribute(node, 'keepdims', 1) === 0) context.unsupported('without the reduced axes');
    return [graph.where(graph.op('Equal', [input(0), output]), spread(context), 0)];
  },
  /** ∂‖x‖ = x / ‖x‖. */
  ReduceL2: (context) => {
    const { graph, input, output, node } = context;
    if (integerAttribute(node, 'keepdims', 1) === 0) context.unsupported('without the reduced axes');
    return [graph.mul(spread(context), graph.div(input(0), output))];
  },
  ReduceMean: (context) => {
    const { graph, input, output } = context;
    const count = (value: string) => graph.cast(graph.op('Size', [value]), 'float32');
    const share = graph.div(count(output), count(input(0)));
    return [graph.mul(spread(context), share)];
  },
};
