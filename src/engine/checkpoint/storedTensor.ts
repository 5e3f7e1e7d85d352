import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { conversionToFloat32 } from './floatConversion';
import type { RandomAccessFile } from './randomAccessFile';
import type { TensorInfo } from './tensorInfo';
import { bytesPerElement } from './tensorType';

/** A tensor and where its numbers lie: contiguous, row-major, little-endian. `name` is the one in the file. */
export interface StoredTensor extends TensorInfo {
  readonly source: RandomAccessFile;
  /** First byte in the file. */
  readonly offset: number;
  readonly byteLength: number;
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
  if (tensor.dtype === 'F32') {
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
  if (convert === undefined) {
    throw new CheckpointError(
      plain`Tensor "${tensor.name}" in "${tensor.file}" holds ${tensor.dtype}, not floating-point numbers. Quantised models cannot be read: choose an fp32 or fp16 version.`,
    );
  }
  const size = bytesPerElement[tensor.dtype];
  for (let start = 0; start < tensor.elements; start += chunkElements) {
    const chunk = new Float32Array(Math.min(chunkElements, tensor.elements - start));
    const bytes = await tensor.source.read(tensor.offset + start * size, chunk.length * size);
    convert(bytes.buffer, chunk);
    yield chunk;
  }
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
