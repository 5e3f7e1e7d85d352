import type { GradientContext, GradientRules } from '../gradientRule';
import { integerAttribute, integersAttribute } from '../shapeRules';

/** Convolution over one axis with stride 1: x [batch, channels, n], kernel [output, channels / groups, size]. */
export const convolutionRules: GradientRules = {
  Conv: (context) => {
    const { graph, gradient, input, node, shape } = context;
    if (shape(input(0)).length !== 3) context.unsupported('over more than one axis');
    if ('strides' in node.attributes || 'dilations' in node.attributes)
      context.unsupported('with strides or dilations');
    return [
      context.wants(0) ? graph.op('ConvTranspose', [gradient, input(1)], node.attributes) : undefined,
      context.wants(1) ? kernelGradient(context) : undefined,
      context.wants(2) ? graph.reduceSum(gradient, [0, 2], { keepDims: false }) : undefined,
    ];
  },
};

/** One product for every place of the kernel: what that place saw, times the gradient of what it was added to. */
function kernelGradient({ graph, gradient, input, node, shape }: GradientContext): string {
  const [output, perGroup, size] = shape(input(1)) as readonly number[];
  const [before = 0, after = 0] = integersAttribute(node, 'pads') ?? [];
  const groups = integerAttribute(node, 'group', 1);
  // All axes are named by their place: the runtime's exchange of axes for WebGPU overlooks the input that names some.
  const padded = graph.op('Pad', [input(0), graph.integers([0, 0, before, 0, 0, after])]);
  const length = graph.gather(graph.shape(gradient), [2]);
  const byGroup = (value: string, channels: number) => graph.reshape(value, [0, groups, channels, -1]);
  const outer = byGroup(gradient, output! / groups);
  const places = Array.from({ length: size! }, (_, place) => {
    const start = graph.integers([place]);
    const end = graph.add(length, start);
    const seen = byGroup(graph.slice(padded, start, end, [2]), perGroup!);
    const turned = graph.transpose(seen, [0, 1, 3, 2]);
    const sum = graph.reduceSum(graph.matMul(outer, turned), [0], { keepDims: false });
    return graph.reshape(sum, [output!, perGroup!, 1]);
  });
  return graph.concat(places, 2);
}
