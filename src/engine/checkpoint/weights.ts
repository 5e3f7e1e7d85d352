import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { readFloat32, streamFloat32, type StoredTensor, type TensorInfo } from './storedTensor';

/** Tensors that are read by name, one at a time. A missing name is a CheckpointError that names tensor and file. */
export interface Weights {
  readonly names: readonly string[];
  has(name: string): boolean;
  info(name: string): TensorInfo;
  /** All numbers in row-major order as fp32; fp16, bf16 and fp64 are converted. Other types are a CheckpointError. */
  readFloat32(name: string): Promise<Float32Array<ArrayBuffer>>;
  /** The same numbers in order, in chunks of at most 4 MiB, for tensors that are better not held whole. */
  streamFloat32(name: string): AsyncIterable<Float32Array<ArrayBuffer>>;
  /** Closes the files; nothing can be read afterwards. */
  close(): Promise<void>;
}

/** Weights that lie in files, by the names given here. `location` is named in errors. */
export class StoredWeights implements Weights {
  readonly names: readonly string[];

  constructor(
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly location: string,
    private readonly closeFiles: () => Promise<void>,
  ) {
    this.names = [...tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  info(name: string): TensorInfo {
    const { dtype, shape, elements, file } = this.tensor(name);
    return { name, dtype, shape, elements, file };
  }

  async readFloat32(name: string): Promise<Float32Array<ArrayBuffer>> {
    return readFloat32(this.tensor(name));
  }

  streamFloat32(name: string): AsyncIterable<Float32Array<ArrayBuffer>> {
    return streamFloat32(this.tensor(name));
  }

  close(): Promise<void> {
    return this.closeFiles();
  }

  protected tensor(name: string): StoredTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) {
      throw new CheckpointError(
        plain`"${this.location}" has no tensor "${name}". The file is incomplete or belongs to another kind of model: get it again, or choose another model.`,
      );
    }
    return tensor;
  }
}
