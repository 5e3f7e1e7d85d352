import {
  elementCount,
  type ComputedInitializer,
  type Graph,
  type Initializer,
  type Node,
  type Value,
  type WeightInitializer,
} from '../graph/graph';
import { verifyGraph } from '../graph/verifyGraph';
import { step, widen } from './step';

/** What has fewer numbers, such as the matrix of a few labels, stays as it is. */
const defaultMinNumbers = 1 << 14;

/** Operators that take some of a table: only that is widened. */
const selections: readonly string[] = ['Gather', 'Slice'];

/**
 * Stores the checkpoint's matrices and tables in fp16 and widens them where they are used, so that everything is
 * computed in fp32. Runs after folding.
 *
 * A cast of a constant depends on nothing, so the runtime would do it when the graph is loaded, or for all matrices at
 * the start of a run, and then hold more bytes than before. Therefore the matrix of a linear map first takes its shape,
 * which it has already, from the map's other factor: it is widened when that is there, into memory that the next one
 * reuses.
 */
export function convertToFloat16(graph: Graph, minNumbers = defaultMinNumbers): Graph {
  const halves = new Halves(graph, minNumbers);
  const nodes = graph.nodes.flatMap((node) => widenedSelection(node, halves) ?? widenedFactor(node, halves) ?? [node]);
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const initializers = new Map([...halves.initializers].filter(([name]) => used.has(name)));
  const halved = { ...graph, initializers, nodes };
  verifyGraph(halved);
  return halved;
}

/** `Gather` or `Slice` of a constant table. */
function widenedSelection(node: Node, halves: Halves): Node[] | undefined {
  const [table = '', ...rest] = node.inputs;
  const [output = ''] = node.outputs;
  const half = selections.includes(node.op) ? halves.get(table) : undefined;
  if (half === undefined) return undefined;
  const rows = `${output}.half`;
  return [{ ...node, inputs: [half, ...rest], outputs: [rows] }, widen(rows, output)];
}

/** `Gemm(x, W, b)` with a constant W. */
function widenedFactor(node: Node, halves: Halves): Node[] | undefined {
  const [x = '', weight = '', ...rest] = node.inputs;
  const half = node.op === 'Gemm' ? halves.get(weight) : undefined;
  if (half === undefined) return undefined;
  const wide = `${node.outputs[0]}.weight`;
  const { shape, nodes } = halves.sameShape(x);
  return [
    ...nodes,
    step('Reshape', [half, shape], `${wide}.half`),
    widen(`${wide}.half`, wide),
    { ...node, inputs: [x, wide, ...rest] },
  ];
}

/** The initializers of a graph that is being rewritten. */
class Halves {
  readonly initializers: Map<Value, Initializer>;
  readonly #shapes = new Set<Value>();

  constructor(
    graph: Graph,
    private readonly minNumbers: number,
  ) {
    this.initializers = new Map(graph.initializers);
  }

  /** The fp16 form of an initializer, added when it is new; undefined for what stays as it is. */
  get(name: Value): Value | undefined {
    const source = this.initializers.get(name);
    if (!this.#isLarge(source)) return undefined;
    this.initializers.set(`${name}.half`, { kind: 'half', source });
    return `${name}.half`;
  }

  /** Two zeros that the runtime cannot know before x is there; as a shape, they mean the matrix's own. */
  sameShape(x: Value): { readonly shape: Value; readonly nodes: readonly Node[] } {
    const shape = `${x}.sameShape`;
    if (this.#shapes.has(shape)) return { shape, nodes: [] };
    this.#shapes.add(shape);
    this.initializers.set('sameShape.zeros', { kind: 'inline', shape: [2], data: BigInt64Array.of(0n, 0n) });
    const rows = `${x}.rows`;
    return {
      shape,
      nodes: [step('Shape', [x], rows, { start: 0, end: 1 }), step('Mul', [rows, 'sameShape.zeros'], shape)],
    };
  }

  #isLarge(initializer: Initializer | undefined): initializer is WeightInitializer | ComputedInitializer {
    if (initializer?.kind === 'computed') return true;
    return initializer?.kind === 'weight' && elementCount(initializer.shape) >= this.minNumbers;
  }
}
