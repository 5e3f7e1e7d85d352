import { open } from 'node:fs/promises';
import { beginStep } from '../../base/workSteps';
import { RandomAccessFile } from './randomAccessFile';
import { readSafetensorsHeader } from './safetensorsHeader';
import { readInt64 } from './storedTensor';
import { StoredWeights } from './weights';

/** An open safetensors file. Besides floating-point numbers it gives whole ones, e.g. token ids. */
export class SafetensorsFile extends StoredWeights {
  /** Opens any safetensors file; only its header is read. @throws CheckpointError */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await RandomAccessFile.open(path);
    try {
      const tensors = await readSafetensorsHeader(file);
      return new SafetensorsFile(new Map(tensors.map((tensor) => [tensor.name, tensor])), path, () => file.close());
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The numbers of an I64 tensor. @throws CheckpointError for another type, or without such a tensor */
  async readInt64(name: string): Promise<BigInt64Array> {
    return readInt64(this.tensor(name));
  }
}

/** A tensor to be written, numbers in row-major order. */
export type TensorData =
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'I64'; readonly shape: readonly number[]; readonly data: BigInt64Array };

/** Writes tensors to a new or replaced safetensors file. Errors are those of the file system. */
export async function writeSafetensors(path: string, tensors: ReadonlyMap<string, TensorData>): Promise<void> {
  // The format wants wider types first, so that every tensor is aligned.
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = ordered.map(([name, { dtype, shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const header = Buffer.concat([json, Buffer.alloc(-json.length & 7, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));

  const file = await open(path, 'w');
  try {
    await file.writeFile(Buffer.concat([length, header]));
    for (const [, { data }] of ordered) {
      beginStep();
      await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  } finally {
    await file.close();
  }
}
