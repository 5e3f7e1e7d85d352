import { plain } from '../../base/plainText';
import { GraphError } from '../../protocol/errors';
import { dataType } from './encodeGraph';
import {
  allLevels,
  unsignedZero,
  type Attribute,
  type Dimension,
  type ElementType,
  type Graph,
  type Initializer,
  type InlineData,
  type Node,
  type Quantization,
  type Value,
  type ValueInfo,
} from './graph';
import { verifyGraph } from './verifyGraph';

/** An attribute as graph code writes it: numbers are integers; `float` marks the others. */
export type AttributeValue = number | string | readonly number[] | Attribute;
type AttributeValues = Readonly<Record<string, AttributeValue>>;

/** A tensor, or a number that becomes a float scalar. */
type Operand = Value | number;
/** A tensor, or integers that become a vector: shapes, axes, bounds. */
type Integers = Value | readonly number[];

/** An attribute that ONNX defines as a float, such as `epsilon`. */
export function float(value: number): Attribute {
  return { float: value };
}

/** Attributes in the form that nodes keep. */
export function attributesOf(values: AttributeValues): Node['attributes'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attributeOf(value)]));
}

function attributeOf(value: AttributeValue): Attribute {
  if (typeof value === 'number') return { int: value };
  if (typeof value === 'string') return { string: value };
  return 'length' in value ? { ints: value } : value;
}

/**
 * Collects nodes in the order in which they are asked for. Every method returns the name of the tensor it adds, so that
 * graph code reads like the formula it implements. Names carry the scope they were made in, e.g. `layer.3/MatMul_12`.
 * The operators that are used often have a method each; `op` takes the others.
 */
export class GraphBuilder {
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<Value, Initializer>();
  readonly #constants = new Map<string, Value>();
  #scope = '';
  #counter = 0;

  constructor(readonly name: string) {}

  /** A builder that continues `graph`; its outputs stay. New nodes need a scope that the graph does not have. */
  static extend(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder(graph.name);
    builder.#inputs.push(...graph.inputs);
    builder.#outputs.push(...graph.outputs);
    builder.#nodes.push(...graph.nodes);
    graph.initializers.forEach((initializer, name) => builder.#initializers.set(name, initializer));
    return builder;
  }

  /** Runs `build` with `name` added in front of the names of all nodes made inside. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Gives `value` a public name and makes it an output of the graph. */
  output(name: string, value: Value, type: ElementType, shape: readonly Dimension[]): void {
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type, shape });
  }

  /** A float32 tensor of the checkpoint, under its own name; asked for twice it is still one initializer. */
  weight(tensor: string, shape: readonly number[]): Value {
    if (!this.#initializers.has(tensor)) {
      this.#initializers.set(tensor, { kind: 'weight', shape, tensor });
    }
    return tensor;
  }

  /** The matrix of `weight` in unsigned 8 bits, transposed, with row scales and zero point (graph.ts, Quantization). */
  quantized(weight: Value): { readonly values: Value; readonly scales: Value; readonly zeroPoint: Value } {
    const source = this.#initializers.get(weight);
    if (source?.kind !== 'weight') throw new GraphError(plain`"${weight}" is not a weight, so it cannot be quantized.`);
    const part = (name: Quantization['part']) => {
      const initializer = {
        kind: 'quantized',
        source,
        part: name,
        signed: false,
        levels: allLevels,
        transposed: true,
      } as const;
      this.#initializers.set(`${weight}.${name}`, initializer);
      return `${weight}.${name}`;
    };
    const zeroPoint = this.#constant(`u:${unsignedZero}`, [], () => Uint8Array.of(unsignedZero));
    return { values: part('values'), scales: part('scales'), zeroPoint };
  }

  /** Integers inside the graph: shapes, axes, indices. A number becomes a scalar, a list a vector. */
  integers(values: number | readonly number[]): Value {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [values.length];
    const key = `i${shape.length}:${list.join(',')}`;
    return this.#constant(key, shape, () => BigInt64Array.from(list, (v) => BigInt(v)));
  }

  /** Floats inside the graph: a number becomes a scalar, a list a vector. */
  floats(values: number | readonly number[]): Value {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [values.length];
    return this.#constant(`f${shape.length}:${list.join(',')}`, shape, () => Float32Array.from(list));
  }

  #constant(key: string, shape: readonly number[], data: () => InlineData): Value {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    let index = this.#initializers.size;
    while (this.#initializers.has(`constant_${index}`)) index++;
    const name = `constant_${index}`;
    this.#initializers.set(name, { kind: 'inline', shape, data: data() });
    this.#constants.set(key, name);
    return name;
  }

  /** Adds a standard operator with one output. An empty input name stands for an optional input that is left out. */
  op(op: string, inputs: readonly Value[], attributes: AttributeValues = {}): Value {
    return this.ops(op, inputs, 1, attributes)[0]!;
  }

  /** Adds a standard operator with several outputs. */
  ops(op: string, inputs: readonly Value[], count: number, attributes: AttributeValues = {}, domain = ''): Value[] {
    const name = `${this.#scope}${op}_${this.#counter++}`;
    const outputs = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}.${i}`));
    this.#nodes.push({ op, domain, inputs, outputs, attributes: attributesOf(attributes) });
    return outputs;
  }

  add(a: Operand, b: Operand): Value {
    return this.#binary('Add', a, b);
  }

  sub(a: Operand, b: Operand): Value {
    return this.#binary('Sub', a, b);
  }

  mul(a: Operand, b: Operand): Value {
    return this.#binary('Mul', a, b);
  }

  div(a: Operand, b: Operand): Value {
    return this.#binary('Div', a, b);
  }

  matMul(a: Value, b: Value): Value {
    return this.op('MatMul', [a, b]);
  }

  greater(a: Operand, b: Operand): Value {
    return this.#binary('Greater', a, b);
  }

  where(condition: Value, yes: Operand, no: Operand): Value {
    return this.op('Where', [condition, this.#operand(yes), this.#operand(no)]);
  }

  neg(x: Value): Value {
    return this.op('Neg', [x]);
  }

  exp(x: Value): Value {
    return this.op('Exp', [x]);
  }

  tanh(x: Value): Value {
    return this.op('Tanh', [x]);
  }

  sigmoid(x: Value): Value {
    return this.op('Sigmoid', [x]);
  }

  softmax(x: Value): Value {
    return this.op('Softmax', [x], { axis: -1 });
  }

  logSoftmax(x: Value): Value {
    return this.op('LogSoftmax', [x], { axis: -1 });
  }

  reduceSum(x: Value, axes: Integers, { keepDims = true } = {}): Value {
    return this.op('ReduceSum', [x, this.#integers(axes)], keepDims ? {} : { keepdims: 0 });
  }

  reduceMean(x: Value, axes: Integers, { keepDims = true } = {}): Value {
    return this.op('ReduceMean', [x, this.#integers(axes)], keepDims ? {} : { keepdims: 0 });
  }

  cast(x: Value, type: ElementType): Value {
    return this.op('Cast', [x], { to: dataType[type] });
  }

  shape(x: Value): Value {
    return this.op('Shape', [x]);
  }

  reshape(x: Value, shape: Integers): Value {
    return this.op('Reshape', [x, this.#integers(shape)]);
  }

  expand(x: Operand, shape: Integers): Value {
    return this.op('Expand', [this.#operand(x), this.#integers(shape)]);
  }

  squeeze(x: Value, axes?: Integers): Value {
    return this.op('Squeeze', axes === undefined ? [x] : [x, this.#integers(axes)]);
  }

  unsqueeze(x: Value, axes: Integers): Value {
    return this.op('Unsqueeze', [x, this.#integers(axes)]);
  }

  transpose(x: Value, perm: readonly number[]): Value {
    return this.op('Transpose', [x], { perm });
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.op('Concat', parts, { axis });
  }

  slice(x: Value, start: Integers, end: Integers, axes?: Integers): Value {
    const bounds = axes === undefined ? [start, end] : [start, end, axes];
    return this.op('Slice', [x, ...bounds.map((bound) => this.#integers(bound))]);
  }

  /** A number as the index drops the axis. */
  gather(x: Value, indices: Integers | number, axis?: number): Value {
    const index = typeof indices === 'string' ? indices : this.integers(indices);
    return this.op('Gather', [x, index], axis === undefined ? {} : { axis });
  }

  gatherElements(x: Value, indices: Value, axis: number): Value {
    return this.op('GatherElements', [x, indices], { axis });
  }

  #binary(op: string, a: Operand, b: Operand): Value {
    return this.op(op, [this.#operand(a), this.#operand(b)]);
  }

  #operand(value: Operand): Value {
    return typeof value === 'number' ? this.floats(value) : value;
  }

  #integers(value: Integers): Value {
    return typeof value === 'string' ? value : this.integers(value);
  }

  build(): Graph {
    const graph: Graph = {
      name: this.name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      initializers: this.#initializers,
      nodes: this.#nodes,
    };
    verifyGraph(graph);
    return graph;
  }
}
