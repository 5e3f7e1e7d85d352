import type {
  ComputedInitializer,
  Graph,
  Initializer,
  Node,
  Quantisation,
  Value,
  WeightInitializer,
} from '../graph/graph';
import { microsoftDomain, unsignedZero } from '../graph/graph';
import { verifyGraph } from '../graph/verifyGraph';

/** Matrices with fewer rows stay as they are: a head's few labels cost nothing and decide much. */
const fewestRows = 64;

/**
 * Puts the checkpoint's matrices into 8 bits: linear maps become products of integers, whose other factor is quantised
 * as it comes, and tables are looked up in 8 bits and scaled. Runs after folding, when weights are linear maps' direct
 * inputs. What is small, such as biases and norms, and the relative table, whose products are cheap, stays fp32.
 */
export function quantiseWeights(graph: Graph): Graph {
  const initializers = new Map<Value, Initializer>(graph.initializers);
  const nodes = graph.nodes.flatMap(
    (node) => quantisedLinear(node, initializers) ?? quantisedLookUp(node, initializers) ?? [node],
  );
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const quantised = {
    ...graph,
    initializers: new Map([...initializers].filter(([name]) => used.has(name))),
    nodes,
  };
  verifyGraph(quantised);
  return quantised;
}

/** `Gemm(x, W, b, transB)` with a constant W [output, input] as a product with its 8-bit transpose. */
function quantisedLinear(node: Node, initializers: Map<Value, Initializer>): Node[] | undefined {
  const [x = '', weight = '', bias = ''] = node.inputs;
  const source = matrix(initializers.get(weight));
  if (node.op !== 'Gemm' || !('transB' in node.attributes) || source === undefined) return undefined;
  const values = addPart(initializers, weight, source, { part: 'values', signed: true, transposed: true });
  const scales = addPart(initializers, weight, source, { part: 'scales', signed: true, transposed: true });
  const inputs = bias === '' ? [x, values, scales] : [x, values, scales, '', bias];
  return [{ op: 'DynamicQuantizeMatMul', domain: microsoftDomain, inputs, outputs: node.outputs, attributes: {} }];
}

/** `Gather(table, ids)` with a constant table of many rows as a look-up of bytes and of their rows' scales. */
function quantisedLookUp(node: Node, initializers: Map<Value, Initializer>): Node[] | undefined {
  const [table = '', ids = ''] = node.inputs;
  const source = matrix(initializers.get(table));
  const isRows = node.op === 'Gather' && !('axis' in node.attributes);
  if (!isRows || source?.kind !== 'weight' || source.shape.length !== 2) return undefined;
  const values = addPart(initializers, table, source, { part: 'values', signed: false, transposed: false });
  const scales = addPart(initializers, table, source, { part: 'scales', signed: false, transposed: false });
  const zero = `${table}.zero`;
  initializers.set(zero, { kind: 'inline', shape: [], data: Float32Array.of(unsignedZero) });
  const lastAxis = `${table}.lastAxis`;
  initializers.set(lastAxis, { kind: 'inline', shape: [1], data: BigInt64Array.of(-1n) });
  const output = node.outputs[0] ?? '';
  const step = (op: string, inputs: Value[], name: string, attributes: Node['attributes'] = {}): Node => ({
    op,
    domain: '',
    inputs,
    outputs: [name],
    attributes,
  });
  return [
    step('Gather', [values, ids], `${output}.bytes`),
    step('Cast', [`${output}.bytes`], `${output}.levels`, { to: { int: 1 } }),
    step('Sub', [`${output}.levels`, zero], `${output}.signed`),
    step('Gather', [scales, ids], `${output}.rowScales`),
    step('Unsqueeze', [`${output}.rowScales`, lastAxis], `${output}.scales`),
    step('Mul', [`${output}.signed`, `${output}.scales`], output),
  ];
}

/** A matrix of the checkpoint that is worth quantising. The shape of a computed one is not known yet; linear maps' are matrices. */
function matrix(initializer: Initializer | undefined): WeightInitializer | ComputedInitializer | undefined {
  if (initializer?.kind === 'computed') return initializer;
  return initializer?.kind === 'weight' && (initializer.shape[0] ?? 0) >= fewestRows ? initializer : undefined;
}

function addPart(
  initializers: Map<Value, Initializer>,
  name: Value,
  source: WeightInitializer | ComputedInitializer,
  quantisation: Quantisation,
): Value {
  const { part, signed } = quantisation;
  const added = `${name}.${signed ? 'signed' : 'unsigned'}.${part}`;
  initializers.set(added, { kind: 'quantised', source, ...quantisation });
  return added;
}
