import { GraphError } from '../../protocol/errors';
import type {
  Attribute,
  Dimension,
  ElementType,
  Graph,
  Initializer,
  InlineData,
  Node,
  Quantisation,
  Value,
  ValueInfo,
} from './graph';
import { allLevels, unsignedZero } from './graph';
import { verifyGraph } from './verifyGraph';

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * Collects nodes in the order in which they are asked for. Every method returns the name of the tensor it adds, so
 * that graph code reads like the formula it implements. Names carry the scope they were made in, e.g. `layer.3/MatMul_12`.
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

  /** A builder that goes on where `graph` ends; its outputs stay. New nodes need a scope that the graph does not have. */
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

  /** The matrix that `weight` stands for in unsigned 8 bits, transposed, with the scales of its rows and the zero point (graph.ts, Quantisation). */
  quantised(weight: Value): { readonly values: Value; readonly scales: Value; readonly zeroPoint: Value } {
    const source = this.#initializers.get(weight);
    if (source?.kind !== 'weight') throw new GraphError(`"${weight}" is not a weight, so it cannot be quantised.`);
    const part = (name: Quantisation['part']) => {
      const initializer = {
        kind: 'quantised',
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
  op(op: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.ops(op, inputs, 1, attributes)[0]!;
  }

  /** Adds a standard operator with several outputs. */
  ops(op: string, inputs: readonly Value[], count: number, attributes: Attributes = {}, domain = ''): Value[] {
    const name = `${this.#scope}${op}_${this.#counter++}`;
    const outputs = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}.${i}`));
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
    return outputs;
  }

  /** The finished graph, verified. */
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
