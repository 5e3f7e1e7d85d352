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
    const index = graph.unsqueeze(input(1), [-1]);
    const add = (size: Value, updates: Value) =>
      graph.op('ScatterND', [zeros(graph, size), index, updates], { reduction: 'add' });
    if (axis === 0) return [add(graph.shape(input(0)), gradient)];

    const axes = Array.from({ length: rank + indexRank - 1 }, (_, i) => i);
    const gathered = axes.slice(axis, axis + indexRank);
    const perm = [...gathered, ...axes.slice(0, axis), ...axes.slice(axis + indexRank)];
    const order = [axis, ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis)];
    const size = graph.gather(graph.shape(input(0)), order);
    const summed = add(size, graph.transpose(gradient, perm));
    const back = order.map((_, i) => order.indexOf(i));
    return [graph.transpose(summed, back)];
  },
  GatherElements: (context) => {
    const { graph, gradient, input } = context;
    const empty = zeros(graph, graph.shape(input(0)));
    const attributes = { axis: axisOf(context), reduction: 'add' };
    return [graph.op('ScatterElements', [empty, input(1), gradient], attributes)];
  },
  /** A slice in steps of one: the gradient is padded with zeros to where it was cut out of. */
  Slice: (context) => {
    const { graph, gradient, input, node, shape } = context;
    if (node.inputs.length !== 4) context.unsupported('without axes or with steps');
    const [given, axes] = [input(1), input(3)];
    const size = (value: Value) => graph.gather(graph.shape(value), axes);
    const isFromEnd = graph.op('Less', [given, graph.integers([0])]);
    const starts = graph.where(isFromEnd, graph.add(given, size(input(0))), given);
    const rest = graph.sub(graph.sub(size(input(0)), size(gradient)), starts);
    // Sizes for all axes: the runtime's exchange of axes for WebGPU overlooks the input that names some.
    const none = graph.integers(shape(input(0)).map(() => 0));
    const everyAxis = (sizes: Value) => graph.op('ScatterElements', [none, axes, sizes]);
    const pads = graph.concat([everyAxis(starts), everyAxis(rest)], 0);
    return [graph.op('Pad', [gradient, pads])];
  },
};
