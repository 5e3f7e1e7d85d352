import type { Graph, Initializer, Node, Value } from '../graph/graph';
import { verifyGraph } from '../graph/verifyGraph';

/**
 * Takes out of a graph everything that depends on the checkpoint alone, such as the projections of the relative table:
 * each tensor at the border becomes a `computed` initializer, whose own small graph is run once, at compile time. What
 * depends on neither text nor checkpoint stays; the runtime folds it in no time.
 */
export function foldConstants(graph: Graph): Graph {
  const { constant, fromWeights } = constantNodes(graph);
  const rest = graph.nodes.filter((node) => !fromWeights.has(node));
  const used = new Set(rest.flatMap((node) => node.inputs));
  for (const output of graph.outputs) used.add(output.name);

  const initializers = new Map<Value, Initializer>();
  for (const [name, initializer] of graph.initializers) if (used.has(name)) initializers.set(name, initializer);
  for (const node of fromWeights) {
    for (const output of node.outputs) {
      if (used.has(output))
        initializers.set(output, { kind: 'computed', graph: constantGraph(graph, constant, output) });
    }
  }
  const folded = { ...graph, initializers, nodes: rest };
  verifyGraph(folded);
  return folded;
}

/** Nodes with only constant inputs, in order; `fromWeights` are those that depend on a tensor of the checkpoint. */
function constantNodes(graph: Graph): { constant: readonly Node[]; fromWeights: ReadonlySet<Node> } {
  const values = new Set(graph.initializers.keys());
  const weights = new Set<Value>();
  for (const [name, initializer] of graph.initializers) if (initializer.kind === 'weight') weights.add(name);
  const constant: Node[] = [];
  const fromWeights = new Set<Node>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.filter((input) => input !== '');
    if (inputs.length === 0 || !inputs.every((input) => values.has(input))) continue;
    constant.push(node);
    node.outputs.forEach((output) => values.add(output));
    if (!inputs.some((input) => weights.has(input))) continue;
    fromWeights.add(node);
    node.outputs.forEach((output) => weights.add(output));
  }
  return { constant, fromWeights };
}

/** The constant nodes that `output` needs, as a graph without inputs. */
function constantGraph(graph: Graph, constant: readonly Node[], output: Value): Graph {
  const needed = new Set([output]);
  const backwards = [...constant].reverse().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    node.inputs.forEach((input) => needed.add(input));
    return true;
  });
  return {
    name: output,
    inputs: [],
    outputs: [{ name: output, type: 'float32' }],
    initializers: new Map([...graph.initializers].filter(([name]) => needed.has(name))),
    nodes: backwards.reverse(),
  };
}
