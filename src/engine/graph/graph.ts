/** Element types of ONNX tensors that the compiler uses. */
export type ElementType = 'float32' | 'float16' | 'int64' | 'int32' | 'uint8' | 'int8' | 'bool';

/** A dimension: a number, or a name when it is known only at run time (`batch`, `tokens`, `masks`). */
export type Dimension = number | string;

/** The name of a tensor in a graph: an input, an initializer or a node's output. */
export type Value = string;

export interface ValueInfo {
  readonly name: Value;
  readonly type: ElementType;
  /** Left out where even the rank is for the runtime to find. */
  readonly shape?: readonly Dimension[];
}

/** Domain of onnxruntime's own operators (onnxruntime/docs/ContribOperators.md). */
export const microsoftDomain = 'com.microsoft';

/** An attribute in the four forms that the operators in use take. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export interface Node {
  readonly op: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * Where an initializer's bytes come from: the graph itself (`inline`), a tensor of the checkpoint (`weight`), a
 * computation over the checkpoint that does not depend on the text (`computed`, a graph without inputs and with one
 * output), either of these kinds in fp16 (`half`), a matrix of either in 8 bits (`quantized`), or, once packed, a file
 * beside the encoded model (`external`).
 */
export type Initializer =
  | { readonly kind: 'inline'; readonly shape: readonly number[]; readonly data: InlineData }
  | WeightInitializer
  | ComputedInitializer
  | { readonly kind: 'half'; readonly source: WeightInitializer | ComputedInitializer }
  | ({ readonly kind: 'quantized'; readonly source: WeightInitializer | ComputedInitializer } & Quantization)
  | ({ readonly kind: 'external' } & ExternalTensor);

export interface WeightInitializer {
  readonly kind: 'weight';
  readonly shape: readonly number[];
  readonly tensor: string;
}

export interface ComputedInitializer {
  readonly kind: 'computed';
  readonly graph: Graph;
}

export type InlineData = Float32Array | BigInt64Array | Uint8Array;

/**
 * Rows [.., columns] in 8 bits: element = (value − zero) · scale of its row. `signed` values have their zero at 0,
 * unsigned ones at 128. Scales are [rows] for a matrix, [.., 1] for what has more axes. The `transposed` values of a
 * matrix are stored as [columns, rows]. Each part is a tensor of its own.
 */
export interface Quantization {
  readonly part: 'values' | 'scales';
  readonly signed: boolean;
  /** What the largest magnitude of a row becomes. */
  readonly levels: number;
  readonly transposed: boolean;
}

/** The most levels that fit into 8 bits on either side of zero. */
export const allLevels = 127;

/** The value that stands for zero among unsigned quantized ones. */
export const unsignedZero = 128;

/** A tensor in a file beside the encoded model; `file` is a plain file name. */
export interface ExternalTensor {
  readonly type: 'float32' | 'float16' | 'uint8' | 'int8';
  readonly shape: readonly number[];
  readonly file: string;
  readonly offset: number;
  readonly byteLength: number;
}

/** A computation as data. `nodes` are in an order in which every input is known before it is used. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: ReadonlyMap<Value, Initializer>;
  readonly nodes: readonly Node[];
}

/** Number of elements of a shape whose dimensions are all known. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
