import { plain } from '../../base/plainText';
import { GraphError } from '../../protocol/errors';
import type { Graph, Node, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { BroadcastSums } from './broadcastSums';
import type { GradientContext } from './gradientRule';
import { gradientRules } from './rules/gradientRules';
import { shapeRules } from './shapeRules';
import { Shapes } from './shapes';

export interface Differentiated {
  /** The graph, its outputs those of the original. */
  readonly graph: GraphBuilder;
  /** ∂target/∂value for every value asked for, in that value's shape. */
  readonly gradients: ReadonlyMap<Value, Value>;
}

/** Operators whose outputs do not change with small changes of their inputs: no gradient passes. */
const flat = new Set(['Shape', 'Equal', 'Less', 'Greater', 'Not', 'NonZero', 'ArgMax', 'ConstantOfShape', 'Range']);

/**
 * Reverse-mode differentiation: extends `graph` by the gradients of `target`, a scalar or a vector whose elements are
 * summed, with respect to `values`. No gradient passes through the values of `stops`.
 * @throws GraphError naming an operator without a rule, or a value that the target does not depend on
 */
export function differentiate(
  graph: Graph,
  target: Value,
  values: readonly Value[],
  stops: ReadonlySet<Value> = new Set(),
): Differentiated {
  const shapes = inferShapes(graph);
  const active = dependents(graph.nodes, values, stops);
  const builder = GraphBuilder.extend(graph);
  const gradients = builder.scope(`gradient.${target}`, () =>
    walk(builder, graph.nodes, shapes, target, active, stops),
  );
  const found = values.map((value) => {
    const gradient = gradients.get(value);
    if (gradient === undefined)
      throw new GraphError(plain`"${target}" does not depend on "${value}": it has no gradient.`);
    return [value, gradient] as const;
  });
  return { graph: builder, gradients: new Map(found) };
}

/** The values that change with `values`. */
function dependents(nodes: readonly Node[], values: readonly Value[], stops: ReadonlySet<Value>): ReadonlySet<Value> {
  const active = new Set(values);
  for (const { op, inputs, outputs } of nodes) {
    if (flat.has(op) || !inputs.some((input) => active.has(input))) continue;
    for (const output of outputs) if (!stops.has(output)) active.add(output);
  }
  return active;
}

/** Goes through the nodes backwards and adds up, for every active value, the gradients of all its uses. */
function walk(
  graph: GraphBuilder,
  nodes: readonly Node[],
  shapes: Shapes,
  target: Value,
  active: ReadonlySet<Value>,
  stops: ReadonlySet<Value>,
): ReadonlyMap<Value, Value> {
  const gradients = new Map([[target, graph.expand(1, graph.shape(target))]]);
  const sums = new BroadcastSums(graph);
  for (const node of [...nodes].reverse()) {
    const output = node.outputs[0]!;
    const gradient = gradients.get(output);
    if (gradient === undefined || stops.has(output) || !node.inputs.some((input) => active.has(input))) continue;
    const inputGradients = rule(node)(context(graph, node, gradient, shapes, active, sums));
    node.inputs.forEach((input, index) => {
      const added = inputGradients[index];
      if (added === undefined || !active.has(input)) return;
      const known = gradients.get(input);
      gradients.set(input, known === undefined ? added : graph.add(known, added));
    });
  }
  return gradients;
}

function rule({ op, domain }: Node) {
  const found = domain === '' && Object.hasOwn(gradientRules, op) ? gradientRules[op] : undefined;
  if (found === undefined) throw new GraphError(plain`The operator ${op} has no gradient rule.`);
  return found;
}

function context(
  graph: GraphBuilder,
  node: Node,
  gradient: Value,
  shapes: Shapes,
  active: ReadonlySet<Value>,
  sums: BroadcastSums,
): GradientContext {
  const shape = (value: Value) => {
    const known = shapes.get(value);
    if (known === undefined)
      throw new GraphError(plain`The rank of "${value}" is not known, so ${node.op} has no gradient.`);
    return known;
  };
  return {
    node,
    graph,
    gradient,
    output: node.outputs[0]!,
    input: (index) => node.inputs[index] ?? '',
    wants: (index) => active.has(node.inputs[index] ?? ''),
    shape,
    sumTo: (from, index) =>
      sums.toShape(from, shape(node.outputs[0]!), node.inputs[index]!, shape(node.inputs[index]!)),
    sumToShape: (...broadcast) => sums.toShape(...broadcast),
    unsupported: (what) => {
      throw new GraphError(plain`The operator ${node.op} has no gradient rule ${what}.`);
    },
  };
}

/** Vectors longer than this are data, not shapes. */
const maxShapeLength = 16;

/**
 * Infers shapes over the operators that the compiler uses. What is found is certain: two dimensions with the same name
 * are equal in every run. What is not found is left out.
 */
function inferShapes(graph: Graph): Shapes {
  const shapes = new Shapes();
  for (const { name, shape } of graph.inputs) shapes.set(name, shape);
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'inline' || initializer.kind === 'weight') shapes.set(name, initializer.shape);
    if (initializer.kind !== 'inline' || !(initializer.data instanceof BigInt64Array)) continue;
    if (initializer.data.length <= maxShapeLength) shapes.setIntegers(name, [...initializer.data].map(Number));
  }
  for (const node of graph.nodes) shapeRules[node.op]?.(node, shapes);
  return shapes;
}
