import type { Graph, Initializer, Node, Value } from '../graph/graph';
import { elementCount } from '../graph/graph';
import { verifyGraph } from '../graph/verifyGraph';

/** What is smaller, such as biases and norms, stays as it is. */
const fewestNumbers = 1 << 14;

/** ONNX's number for fp32, as `Cast` takes it. */
const float32 = { to: { int: 1 } };

/**
 * Stores the checkpoint's matrices in fp16 and widens them before they are used, so that everything is computed in fp32.
 * Of tables that are looked up, only the rows found are widened. Runs after folding.
 */
export function halveWeights(graph: Graph): Graph {
  const initializers = new Map<Value, Initializer>();
  const halved = new Set<Value>();
  for (const [name, initializer] of graph.initializers) {
    const isLarge =
      initializer.kind === 'computed' ||
      (initializer.kind === 'weight' && elementCount(initializer.shape) >= fewestNumbers);
    if (isLarge) halved.add(name);
    initializers.set(isLarge ? half(name) : name, isLarge ? { kind: 'half', source: initializer } : initializer);
  }
  const widened = new Set<Value>();
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const [table = '', ...rest] = node.inputs;
    if (node.op === 'Gather' && halved.has(table)) {
      const [output = ''] = node.outputs;
      const rows = `${output}.half`;
      return [{ ...node, inputs: [half(table), ...rest], outputs: [rows] }, widen(rows, output)];
    }
    const needed = node.inputs.filter((input) => halved.has(input) && !widened.has(input));
    needed.forEach((input) => widened.add(input));
    return [...needed.map((input) => widen(half(input), input)), node];
  });
  const halvedGraph = { ...graph, initializers, nodes };
  verifyGraph(halvedGraph);
  return halvedGraph;
}

const half = (name: Value): Value => `${name}.half`;

function widen(from: Value, to: Value): Node {
  return { op: 'Cast', domain: '', inputs: [from], outputs: [to], attributes: float32 };
}
