import { differentiate } from '../../autodiff/differentiate';
import type { Dimension, Graph, Initializer, Value, ValueInfo } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';

/** A place where dropout multiplies with a mask, an input of the graph. */
export interface DropoutInput {
  readonly name: string;
  /** Numbers, and the names `batch`, `tokens` and `masks`, and products of them, for a run to fill in. */
  readonly shape: readonly Dimension[];
}

/** A graph for training: the checkpoint's tensors are inputs under their own names, so that a step may change them. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly dropouts: readonly DropoutInput[];
  /** Tables whose gradient is given out for the rows that were read, and not for the whole table. */
  readonly rowGradients?: readonly RowGradient[];
}

/** The gradient of what was read of a table: output `output`, [.., width], for the rows that input `index` names. */
export interface RowGradient {
  readonly tensor: string;
  readonly index: string;
  readonly output: string;
}

/** Collects the dropout masks that a model's graph asks for. */
export class DropoutInputs {
  readonly inputs: DropoutInput[] = [];

  /** Multiplies x by a mask of zeros and 1 / (1 − rate), an input of the graph. */
  readonly drop = (graph: GraphBuilder, x: Value, shape: readonly Dimension[]): Value => {
    const name = `dropout.${this.inputs.length}`;
    this.inputs.push({ name, shape });
    return graph.mul(x, graph.input(name, 'float32', shape));
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

/** The checkpoint's tensors that a training graph takes, with shapes: its float inputs except those of the step. */
export function inputWeights(graph: Graph): ReadonlyMap<string, readonly number[]> {
  const weights = new Map<string, readonly number[]>();
  for (const { name, type, shape } of graph.inputs) {
    const isKnown = shape?.every((size): size is number => typeof size === 'number');
    if (type === 'float32' && isKnown === true) weights.set(name, shape);
  }
  return weights;
}

/** What a gradient is asked of. */
export interface GradientRequest {
  readonly target: Value;
  readonly trained: readonly Value[];
  /** Values that no gradient passes. */
  readonly stops?: readonly Value[];
  /** Whether tables that are only looked up give a `RowGradient`: a batch reads few rows of a vocabulary. */
  readonly byRow?: boolean;
}

/** Adds ∂target/∂value for every trained value as an output named by `gradientName`, or as a `RowGradient`. */
export function withGradients(
  graph: Graph,
  { target, trained, stops = [], byRow = false }: GradientRequest,
): { readonly graph: Graph; readonly rowGradients: readonly RowGradient[] } {
  if (trained.length === 0) return { graph, rowGradients: [] };
  const reads = byRow ? rowReads(graph, trained) : [];
  const whole = trained.filter((name) => !reads.some(({ tensor }) => tensor === name));
  const values = [...whole, ...reads.map(({ value }) => value)];
  const { graph: builder, gradients } = differentiate(graph, target, values, new Set(stops));
  const shapes = new Map<Value, readonly Dimension[]>(weightsOf(graph));
  for (const { name, shape } of graph.inputs) if (shape !== undefined) shapes.set(name, shape);
  for (const name of whole) {
    builder.output(gradientName(name), gradients.get(name)!, 'float32', shapes.get(name) ?? []);
  }
  const rowGradients = reads.map(({ tensor, index, value }) => {
    const output = `row_${gradientName(tensor)}`;
    builder.output(output, gradients.get(value)!, 'float32', ['rows', 'read', shapes.get(tensor)?.[1] ?? 'width']);
    return { tensor, index, output };
  });
  return { graph: builder.build(), rowGradients };
}

/** The tables of `names` that are read once, by rows that an input names, and nowhere else. */
function rowReads(graph: Graph, names: readonly string[]) {
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  return names.flatMap((tensor) => {
    const uses = graph.nodes.filter((node) => node.inputs.includes(tensor));
    const [use] = uses;
    const [table, index = ''] = use?.inputs ?? [];
    const isRead = uses.length === 1 && use?.op === 'Gather' && table === tensor && inputs.has(index);
    return isRead && use.attributes.axis === undefined ? [{ tensor, index, value: use.outputs[0]! }] : [];
  });
}
