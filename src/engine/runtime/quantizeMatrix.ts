import { elementCount, unsignedZero, type ExternalTensor, type Quantization } from '../graph/graph';

/** Numbers in row-major order, in pieces of any length. */
export type Chunks = Iterable<Float32Array> | AsyncIterable<Float32Array>;

/** One part of a quantized matrix, ready to be written. */
export interface QuantizedTensor {
  readonly type: ExternalTensor['type'];
  readonly shape: readonly number[];
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Quantizes rows [.., columns] one by one as their numbers come; gives one part of the result. */
export function quantizeMatrix(
  numbers: Chunks,
  shape: readonly number[],
  { part, signed, levels, transposed }: Quantization,
): QuantizedTensor {
  const columns = shape.at(-1) ?? 1;
  const before = shape.slice(0, -1);
  if (part === 'scales') {
    const scalesShape = shape.length > 2 ? [...before, 1] : before;
    return { type: 'float32', shape: scalesShape, bytes: scaleBytes(numbers, columns, levels) };
  }
  const levelled = levelRows(numbers, columns, levels, signed ? 0 : unsignedZero);
  return {
    type: signed ? 'int8' : 'uint8',
    shape: transposed ? [columns, ...before] : shape,
    bytes: transposed ? transpose(levelled, elementCount(before), columns) : levelled,
  };
}

async function* scaleBytes(numbers: Chunks, columns: number, levels: number): AsyncGenerator<Uint8Array> {
  for await (const part of wholeRows(numbers, columns)) {
    const scales = new Float32Array(part.length / columns);
    for (let row = 0; row < scales.length; row++) scales[row] = scaleOf(part, row * columns, columns, levels);
    yield new Uint8Array(scales.buffer);
  }
}

/** Values of whole rows, as bytes; negative ones in two's complement. */
async function* levelRows(numbers: Chunks, columns: number, levels: number, zero: number): AsyncGenerator<Uint8Array> {
  for await (const part of wholeRows(numbers, columns)) {
    const values = new Uint8Array(part.length);
    for (let start = 0; start < part.length; start += columns) {
      const scale = scaleOf(part, start, columns, levels);
      for (let offset = start; offset < start + columns; offset++)
        values[offset] = Math.round(part[offset]! / scale) + zero;
    }
    yield values;
  }
}

async function* transpose(
  rowsOfBytes: AsyncIterable<Uint8Array>,
  rows: number,
  columns: number,
): AsyncGenerator<Uint8Array> {
  const result = new Uint8Array(rows * columns);
  let row = 0;
  for await (const part of rowsOfBytes) {
    for (let start = 0; start < part.length; start += columns, row++) {
      for (let column = 0; column < columns; column++) result[column * rows + row] = part[start + column]!;
    }
  }
  yield result;
}

/** The step between two levels of a row: its largest magnitude is the outermost level. */
function scaleOf(numbers: Float32Array, start: number, columns: number, levels: number): number {
  let largest = 0;
  for (let offset = start; offset < start + columns; offset++) largest = Math.max(largest, Math.abs(numbers[offset]!));
  return largest === 0 ? 1 : Math.fround(largest / levels);
}

/** The same numbers in pieces of whole rows. */
async function* wholeRows(numbers: Chunks, columns: number): AsyncGenerator<Float32Array> {
  let rest: Float32Array = new Float32Array(0);
  for await (const chunk of numbers) {
    const joined = rest.length === 0 ? chunk : concatenate(rest, chunk);
    const whole = joined.length - (joined.length % columns);
    if (whole > 0) yield joined.subarray(0, whole);
    rest = joined.slice(whole);
  }
}

function concatenate(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
