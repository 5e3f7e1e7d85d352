import {
  allLevels,
  microsoftDomain,
  type ComputedInitializer,
  type Graph,
  type Initializer,
  type Node,
  type Quantization,
  type Value,
  type WeightInitializer,
} from '../graph/graph';
import { verifyGraph } from '../graph/verifyGraph';
import { step, widen } from './step';

/** Matrices with fewer rows stay as they are: a head's few labels cost nothing and decide much. */
const minRows = 64;

/**
 * Signed weights of products keep to 7 bits: the sum of two products with unsigned 8-bit numbers then fits into 16
 * bits, in which processors without VNNI add them.
 */
const productLevels = 63;

/**
 * Puts the checkpoint's matrices into 8 bits: linear maps become products of integers, whose other factor is quantized
 * as it comes; of the tables of words, positions and relative positions, what is looked up is scaled back. Runs after
 * folding, when weights are linear maps' direct inputs. What is small, such as biases and norms, stays fp32.
 */
export function quantizeWeights(graph: Graph): Graph {
  const initializers = new Map<Value, Initializer>(graph.initializers);
  const nodes = graph.nodes.flatMap(
    (node) =>
      quantizedLinear(node, initializers) ??
      quantizedLookUp(node, initializers) ??
      quantizedSlice(node, initializers) ?? [node],
  );
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const quantized = {
    ...graph,
    initializers: new Map([...initializers].filter(([name]) => used.has(name))),
    nodes,
  };
  verifyGraph(quantized);
  return quantized;
}

/** `Gemm(x, W, b, transB)` with a constant W [output, input] as a product with its 8-bit transpose. */
function quantizedLinear(node: Node, initializers: Map<Value, Initializer>): Node[] | undefined {
  const [x = '', weight = '', bias = ''] = node.inputs;
  const source = matrix(initializers.get(weight));
  if (node.op !== 'Gemm' || !('transB' in node.attributes) || source === undefined) return undefined;
  const form = { signed: true, levels: productLevels, transposed: true };
  const [values, scales] = addParts(initializers, `${weight}.product`, source, form);
  const inputs = bias === '' ? [x, values, scales] : [x, values, scales, '', bias];
  return [{ op: 'DynamicQuantizeMatMul', domain: microsoftDomain, inputs, outputs: node.outputs, attributes: {} }];
}

/** `Gather(table, ids)` with a constant table of many rows as a look-up of bytes and of their rows' scales. */
function quantizedLookUp(node: Node, initializers: Map<Value, Initializer>): Node[] | undefined {
  const [table = '', ids = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const source = matrix(initializers.get(table));
  const isRows = node.op === 'Gather' && !('axis' in node.attributes);
  if (!isRows || source?.kind !== 'weight' || source.shape.length !== 2) return undefined;
  const [values, scales] = addParts(initializers, `${table}.rows`, source, tableForm);
  const lastAxis = `${table}.lastAxis`;
  initializers.set(lastAxis, { kind: 'inline', shape: [1], data: BigInt64Array.of(-1n) });
  return [
    step('Gather', [values, ids], `${output}.bytes`),
    step('Gather', [scales, ids], `${output}.rowScales`),
    step('Unsqueeze', [`${output}.rowScales`, lastAxis], `${output}.scales`),
    ...scaledBack(output),
  ];
}

/** `Slice(table, from, to, axis)` of a constant table whose rows are not the last axis: the bytes and their scales. */
function quantizedSlice(node: Node, initializers: Map<Value, Initializer>): Node[] | undefined {
  const [table = '', ...range] = node.inputs;
  const [output = ''] = node.outputs;
  const source = initializers.get(table);
  if (node.op !== 'Slice' || source?.kind !== 'computed') return undefined;
  const [values, scales] = addParts(initializers, `${table}.rows`, source, tableForm);
  return [
    step('Slice', [values, ...range], `${output}.bytes`),
    step('Slice', [scales, ...range], `${output}.scales`),
    ...scaledBack(output),
  ];
}

const tableForm = { signed: true, levels: allLevels, transposed: false };

/** `output` out of its bytes and scales. */
function scaledBack(output: Value): Node[] {
  return [widen(`${output}.bytes`, `${output}.levels`), step('Mul', [`${output}.levels`, `${output}.scales`], output)];
}

/** A matrix that is worth quantizing. A computed one's shape is not known yet; those of linear maps are matrices. */
function matrix(initializer: Initializer | undefined): WeightInitializer | ComputedInitializer | undefined {
  if (initializer?.kind === 'computed') return initializer;
  return initializer?.kind === 'weight' && (initializer.shape[0] ?? 0) >= minRows ? initializer : undefined;
}

/** Adds values and scales; their names. */
function addParts(
  initializers: Map<Value, Initializer>,
  name: Value,
  source: WeightInitializer | ComputedInitializer,
  form: Omit<Quantization, 'part'>,
): [values: Value, scales: Value] {
  for (const part of ['values', 'scales'] as const) {
    initializers.set(`${name}.${part}`, { kind: 'quantized', source, part, ...form });
  }
  return [`${name}.values`, `${name}.scales`];
}
