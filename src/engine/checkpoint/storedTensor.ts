import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { conversionToFloat32, type Conversion } from './floatConversion';
import type { RandomAccessFile } from './randomAccessFile';

/** A tensor as a file describes it. */
export interface TensorInfo {
  readonly name: string;
  /** As the file names it; only where its numbers are read it has to be known. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  /** Path of the file that holds it. */
  readonly file: string;
}

/** A tensor and where its numbers are: little-endian, and row-major unless it has strides. `name` is the file's. */
export interface StoredTensor extends TensorInfo {
  readonly source: RandomAccessFile;
  /** First byte in the file. */
  readonly offset: number;
  /** From the first number to the last. */
  readonly byteLength: number;
  /** Of a view, e.g. a transposed one: numbers from an element to the next, for each axis. */
  readonly strides?: readonly number[];
}

/** Numbers in one chunk: 4 MiB of fp32. */
const chunkElements = 1 << 20;

/** The most numbers that are read into memory at once: 4 GiB of fp32. */
const maxElements = 1 << 30;

/** All numbers as fp32. @throws CheckpointError when they are not floating-point numbers, too many, or cut off */
export async function readFloat32(tensor: StoredTensor): Promise<Float32Array<ArrayBuffer>> {
  if (tensor.elements > maxElements) {
    throw new CheckpointError(
      plain`Tensor "${tensor.name}" in "${tensor.file}" has ${tensor.elements} numbers, too many to hold in memory. Choose a smaller model.`,
    );
  }
  const whole = new Float32Array(tensor.elements);
  if (tensor.dtype === 'F32' && tensor.strides === undefined) {
    await tensor.source.readInto(new Uint8Array(whole.buffer), tensor.offset);
    return whole;
  }
  let done = 0;
  for await (const chunk of streamFloat32(tensor)) {
    whole.set(chunk, done);
    done += chunk.length;
  }
  return whole;
}

/** The same numbers in chunks, each a new array. */
export async function* streamFloat32(tensor: StoredTensor): AsyncGenerator<Float32Array<ArrayBuffer>, void> {
  const convert = conversionToFloat32(tensor.dtype);
  const size = bytesOf(tensor.dtype);
  if (convert === undefined || size === undefined) {
    throw new CheckpointError(
      plain`Tensor "${tensor.name}" in "${tensor.file}" holds ${tensor.dtype}, not floating-point numbers. Quantized models cannot be read: choose an fp32 or fp16 version.`,
    );
  }
  const { strides } = tensor;
  if (strides !== undefined) {
    const whole = gather(tensor, strides, await readSpan(tensor, size, convert));
    for (let start = 0; start < whole.length; start += chunkElements) yield whole.slice(start, start + chunkElements);
    return;
  }
  for (let start = 0; start < tensor.elements; start += chunkElements) {
    const chunk = new Float32Array(Math.min(chunkElements, tensor.elements - start));
    const bytes = await tensor.source.read(tensor.offset + start * size, chunk.length * size);
    convert(bytes.buffer, chunk);
    yield chunk;
  }
}

/** The numbers that a view lies in, in the order of the file. */
async function readSpan(tensor: StoredTensor, size: number, convert: Conversion): Promise<Float32Array<ArrayBuffer>> {
  const { name, file, source, offset, byteLength, elements } = tensor;
  const span = new Float32Array(byteLength / size);
  if (elements > span.length || span.length > maxElements) {
    throw new CheckpointError(
      plain`Tensor "${name}" in "${file}" repeats its numbers, or is too large to hold in memory. Use a safetensors version of the model.`,
    );
  }
  convert((await source.read(offset, byteLength)).buffer, span);
  return span;
}

/** The numbers of a view in row-major order. */
function gather({ shape, elements }: StoredTensor, strides: readonly number[], span: Float32Array) {
  const numbers = new Float32Array(elements);
  const index = shape.map(() => 0);
  let offset = 0;
  for (let i = 0; i < elements; i++) {
    numbers[i] = span[offset]!;
    // On to the next element: along the last axis, and at its end back, and along the one before.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return numbers;
}

/** All numbers of an I64 tensor. @throws CheckpointError for other types */
export async function readInt64(tensor: StoredTensor): Promise<BigInt64Array> {
  if (tensor.dtype !== 'I64' || tensor.elements > maxElements) {
    throw new CheckpointError(
      plain`Tensor "${tensor.name}" in "${tensor.file}" holds ${tensor.elements} numbers of type ${tensor.dtype}; I64 is expected.`,
    );
  }
  return new BigInt64Array((await tensor.source.read(tensor.offset, tensor.byteLength)).buffer);
}

/** Bytes of an element by safetensors' names of types. Only F16, BF16, F32 and F64 can be computed with. */
const bytesPerElement: Readonly<Record<string, number>> = {
  C128: 16,
  C64: 8,
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  BOOL: 1,
};

/** Bytes of one element; undefined for a type that is not known, which only matters where the tensor is used. */
export function bytesOf(type: string): number | undefined {
  return Object.hasOwn(bytesPerElement, type) ? bytesPerElement[type] : undefined;
}

/** The product of the dimensions; undefined if one isn't a non-negative whole number, or the product is past 2^53. */
export function countElements(shape: readonly unknown[]): number | undefined {
  let elements = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
    elements *= size;
    if (!Number.isSafeInteger(elements)) return undefined;
  }
  return elements;
}
