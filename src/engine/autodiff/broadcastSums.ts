import type { Dimension, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { Shape } from './shapes';

export class BroadcastSums {
  /** Ones, [1, size], for each size that rows were summed over. */
  readonly #ones = new Map<Dimension, Value>();

  constructor(private readonly graph: GraphBuilder) {}

  /**
   * Sums `gradient`, of shape `from`, over the axes along which a value of shape `to` was repeated. Where names leave
   * open whether an axis was repeated, the graph itself decides when it runs.
   */
  toShape(gradient: Value, from: Shape, value: Value, to: Shape): Value {
    const { graph } = this;
    const added = from.length - to.length;
    const leading = Array.from({ length: added }, (_, axis) => axis);
    const repeated = to.flatMap((size, axis) => (size === 1 && from[axis + added] !== 1 ? [axis + added] : []));
    const isOpen = to.some((size, axis) => size !== 1 && size !== from[axis + added]);
    if (isOpen) return sumWhenRun(graph, gradient, value, added);
    const axes = [...leading, ...repeated];
    if (axes.length === 0) return gradient;
    if (from.length === 2 && added === 1 && repeated.length === 0) return this.#sumOfRows(gradient, from[0]!);
    if (repeated.length === 0) return graph.reduceSum(gradient, graph.integers(axes), { keepDims: false });
    const sum = graph.reduceSum(gradient, graph.integers(axes));
    return leading.length === 0 ? sum : graph.squeeze(sum, graph.integers(leading));
  }

  /** The gradient of every bias. A product with ones, since onnxruntime is slower at summing over the first axis. */
  #sumOfRows(gradient: Value, rows: Dimension): Value {
    const { graph } = this;
    let ones = this.#ones.get(rows);
    if (ones === undefined) {
      const size = graph.slice(graph.shape(gradient), [0], [1]);
      const shape = graph.concat([graph.integers([1]), size], 0);
      ones = graph.expand(1, shape);
      this.#ones.set(rows, ones);
    }
    return graph.squeeze(graph.matMul(ones, gradient), [0]);
  }
}

function sumWhenRun(graph: GraphBuilder, gradient: Value, value: Value, added: number): Value {
  const size = graph.shape(value);
  const aligned = added === 0 ? size : graph.concat([graph.integers(Array.from({ length: added }, () => 1)), size], 0);
  const differs = graph.op('Not', [graph.op('Equal', [aligned, graph.shape(gradient)])]);
  const axes = graph.squeeze(graph.op('NonZero', [differs]), [0]);
  const sum = graph.op('ReduceSum', [gradient, axes], { keepdims: 1, noop_with_empty_axes: 1 });
  return graph.reshape(sum, size);
}
