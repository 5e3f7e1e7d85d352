import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import type { GradientContext, GradientRules } from '../gradientRule';
import { integerAttribute } from '../shapeRules';

const zeros = (graph: GraphBuilder, shape: Value) => graph.op('ConstantOfShape', [shape]);

/** Axis of an operator over a value of a rank, counted from the front. */
function axisOf({ node, input, shape }: GradientContext): number {
  const axis = integerAttribute(node, 'axis', 0);
  return axis < 0 ? axis + shape(input(0)).length : axis;
}

/** Reading by index: what was read adds its gradient to where it was read from. */
export const indexingRules: GradientRules = {
  /** Rows are added with ScatterND, which takes the first axis: another one is brought there and back. */
  Gather: (context) => {
    const { graph, gradient, input, shape } = context;
    const axis = axisOf(context);
    const rank = shape(input(0)).length;
    const indexRank = shape(input(1)).length;
    const index = graph.op('Unsqueeze', [input(1), graph.integers([-1])]);
    const add = (size: Value, updates: Value) =>
      graph.op('ScatterND', [zeros(graph, size), index, updates], { reduction: { string: 'add' } });
    if (axis === 0) return [add(graph.op('Shape', [input(0)]), gradient)];

    const axes = Array.from({ length: rank + indexRank - 1 }, (_, i) => i);
    const gathered = axes.slice(axis, axis + indexRank);
    const perm = [...gathered, ...axes.slice(0, axis), ...axes.slice(axis + indexRank)];
    const order = [axis, ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis)];
    const size = graph.op('Gather', [graph.op('Shape', [input(0)]), graph.integers(order)]);
    const summed = add(size, graph.op('Transpose', [gradient], { perm: { ints: perm } }));
    const back = order.map((_, i) => order.indexOf(i));
    return [graph.op('Transpose', [summed], { perm: { ints: back } })];
  },
  GatherElements: (context) => {
    const { graph, gradient, input } = context;
    const empty = zeros(graph, graph.op('Shape', [input(0)]));
    const attributes = { axis: { int: axisOf(context) }, reduction: { string: 'add' } };
    return [graph.op('ScatterElements', [empty, input(1), gradient], attributes)];
  },
  /** A slice from the front on, in steps of one: the gradient is padded with zeros to where it was cut out of. */
  Slice: (context) => {
    const { graph, gradient, input, node, shape } = context;
    if (node.inputs.length !== 4) context.unsupported('without axes or with steps');
    const [starts, axes] = [input(1), input(3)];
    const size = (value: Value) => graph.op('Gather', [graph.op('Shape', [value]), axes]);
    const rest = graph.op('Sub', [graph.op('Sub', [size(input(0)), size(gradient)]), starts]);
    // Sizes for all axes: the runtime's exchange of axes for WebGPU overlooks the input that names some.
    const none = graph.integers(shape(input(0)).map(() => 0));
    const everyAxis = (sizes: Value) => graph.op('ScatterElements', [none, axes, sizes]);
    const pads = graph.op('Concat', [everyAxis(starts), everyAxis(rest)], { axis: { int: 0 } });
    return [graph.op('Pad', [gradient, pads])];
  },
};
