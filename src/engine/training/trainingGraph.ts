import { differentiate } from '../autodiff/differentiate';
import type { Dimension, Graph, Initializer, Value, ValueInfo } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';

/** A place where dropout multiplies with a mask, an input of the graph. */
export interface DropoutInput {
  readonly name: string;
  /** Numbers, and the names `rows` (batch·tokens), `batch`, `tokens` and `queries` for a run to fill in. */
  readonly shape: readonly Dimension[];
}

/** A graph for training: the checkpoint's tensors are inputs under their own names, so that a step may change them. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly dropouts: readonly DropoutInput[];
}

/** Collects the dropout masks that a model's graph asks for. */
export class DropoutInputs {
  readonly inputs: DropoutInput[] = [];

  /** Multiplies x by a mask of zeros and 1 / (1 − rate), an input of the graph. */
  readonly drop = (graph: GraphBuilder, x: Value, shape: readonly Dimension[]): Value => {
    const name = `dropout.${this.inputs.length}`;
    this.inputs.push({ name, shape });
    return graph.op('Mul', [x, graph.input(name, 'float32', shape)]);
  };
}

/** The name under which a training graph gives a tensor's gradient. */
export function gradientName(tensor: string): string {
  return `gradient.${tensor}`;
}

/** The same graph with the checkpoint's tensors as inputs. */
export function weightsAsInputs(graph: Graph): Graph {
  const inputs: ValueInfo[] = [...graph.inputs];
  const initializers = new Map<Value, Initializer>();
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'weight') inputs.push({ name, type: 'float32', shape: initializer.shape });
    else initializers.set(name, initializer);
  }
  return { ...graph, inputs, initializers };
}

/** The checkpoint's tensors that a graph reads, with their shapes. */
export function weightsOf(graph: Graph): ReadonlyMap<string, readonly number[]> {
  const weights = new Map<string, readonly number[]>();
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'weight') weights.set(name, initializer.shape);
  }
  return weights;
}

/** The checkpoint's tensors that are inputs of a training graph, with their shapes: its float inputs but for a step's own. */
export function inputWeights(graph: Graph): ReadonlyMap<string, readonly number[]> {
  const weights = new Map<string, readonly number[]>();
  for (const { name, type, shape } of graph.inputs) {
    const isKnown = shape?.every((size): size is number => typeof size === 'number');
    if (type === 'float32' && isKnown === true) weights.set(name, shape);
  }
  return weights;
}

/** Adds ∂target/∂value for every value as an output named by `gradientName`. */
export function withGradients(
  graph: Graph,
  target: Value,
  values: readonly Value[],
  stops: readonly Value[] = [],
): Graph {
  if (values.length === 0) return graph;
  const { graph: builder, gradients } = differentiate(graph, target, values, new Set(stops));
  const shapes = new Map<Value, readonly Dimension[]>(weightsOf(graph));
  for (const { name, shape } of graph.inputs) if (shape !== undefined) shapes.set(name, shape);
  for (const [value, gradient] of gradients) {
    builder.output(gradientName(value), gradient, 'float32', shapes.get(value) ?? []);
  }
  return builder.build();
}
