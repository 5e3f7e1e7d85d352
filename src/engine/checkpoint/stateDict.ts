import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { PickleFunction, PickleTuple, readPickle } from './pickle';
import type { PickleBytes } from './pickleBytes';
import type { RandomAccessFile } from './randomAccessFile';
import type { StoredTensor } from './storedTensor';
import type { TensorType } from './tensorType';
import { bytesPerElement, countElements } from './tensorType';

/** A flat run of numbers in a torch file. */
export class TorchStorage {
  constructor(
    readonly dtype: TensorType,
    /** In a zip file, the name of its entry under `data/`. */
    readonly key: string,
    readonly elements: number,
  ) {}
}

/** A tensor as a view of a storage; nothing is checked against the storage's bytes yet. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    /** First element in the storage. */
    readonly start: number,
    readonly shape: readonly number[],
    readonly elements: number,
  ) {}

  /** The tensor with its place in a file in which the storage begins at byte `offset`. */
  storedAt(name: string, file: RandomAccessFile, offset: number): StoredTensor {
    const { dtype } = this.storage;
    const { shape, elements } = this;
    const size = bytesPerElement[dtype];
    const place = { source: file, offset: offset + this.start * size, byteLength: elements * size };
    return { name, dtype, shape, elements, file: file.path, ...place };
  }
}

class StorageClass {
  constructor(readonly dtype: TensorType) {}
}

const storageClasses: Readonly<Record<string, TensorType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** Keys under which training programs put the weights of a larger checkpoint. */
const wrappers = ['state_dict', 'model', 'model_state_dict', 'module'];

/** What a pickled state_dict describes. */
interface StateDict {
  /** By their names. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** By their keys: also those that none of these tensors, but something else in the file needs. */
  readonly storages: ReadonlyMap<string, TorchStorage>;
}

/**
 * Reads the pickle of a state_dict, wrapped in a dictionary or not; other values in it are dropped.
 * @throws CheckpointError for what is no state_dict, and for anything that could run code
 */
export function readStateDict(pickle: PickleBytes): StateDict {
  const { file } = pickle;
  const storages = new Map<string, TorchStorage>();
  const root = readPickle(pickle, { globals: torchGlobals(file), load: (id) => loadStorage(id, storages, file) });
  const dictionaries = [root, ...wrappers.map((key) => (root instanceof Map ? (root.get(key) as unknown) : undefined))];
  for (const dictionary of dictionaries) {
    const tensors = tensorsOf(dictionary);
    if (tensors.size > 0) return { tensors, storages };
  }
  throw new CheckpointError(
    plain`"${file}" holds no weights by name. Choose a file that was saved from a model's state_dict.`,
  );
}

function tensorsOf(value: unknown): ReadonlyMap<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  for (const [name, item] of value instanceof Map ? (value as Map<unknown, unknown>) : []) {
    if (typeof name === 'string' && item instanceof TorchTensor) tensors.set(name, item);
  }
  return tensors;
}

/** The only names of Python that a file may use. */
function torchGlobals(file: string): ReadonlyMap<string, unknown> {
  const classes = Object.entries(storageClasses).map(
    ([name, dtype]) => [`torch.${name}`, new StorageClass(dtype)] as const,
  );
  return new Map<string, unknown>([
    ...classes,
    ['collections.OrderedDict', new PickleFunction((parameters) => emptyDictionary(parameters, file))],
    ['torch._utils._rebuild_tensor_v2', new PickleFunction((parameters) => tensor(parameters, file))],
    ['torch._utils._rebuild_parameter', new PickleFunction(([data]) => data)],
  ]);
}

function emptyDictionary(parameters: readonly unknown[], file: string): Map<unknown, unknown> {
  if (parameters.length > 0) throw damaged(file, 'a dictionary');
  return new Map();
}

/** ('storage', class, key, location, number of elements), and before version 1.6 a view's place, unused since 0.4: None. */
function loadStorage(id: unknown, storages: Map<string, TorchStorage>, file: string): TorchStorage {
  const [kind, type, key, , elements, view = null] = id instanceof PickleTuple ? id.items : [];
  const isStorage = kind === 'storage' && type instanceof StorageClass && typeof key === 'string' && view === null;
  if (!isStorage || countElements([elements]) === undefined) throw damaged(file, 'a storage');
  const known = storages.get(key);
  if (known === undefined) {
    const storage = new TorchStorage(type.dtype, key, elements as number);
    storages.set(key, storage);
    return storage;
  }
  if (known.dtype !== type.dtype || known.elements !== elements) throw damaged(file, 'a storage in two ways');
  return known;
}

/** (storage, first element, shape, stride, …); the rest is about gradients. */
function tensor([storage, start, shape, stride]: readonly unknown[], file: string): TorchTensor {
  const sizes = shape instanceof PickleTuple ? shape.items : undefined;
  const elements = sizes && countElements(sizes);
  const isTensor = storage instanceof TorchStorage && countElements([start]) !== undefined;
  if (!isTensor || elements === undefined || !(stride instanceof PickleTuple)) throw damaged(file, 'a tensor');
  if ((start as number) + elements > storage.elements) throw damaged(file, 'a tensor past the end of its storage');
  if (elements > 0 && !isRowMajor(sizes as number[], stride.items)) {
    throw new CheckpointError(
      plain`"${file}" holds a tensor of shape [${(sizes as number[]).join(', ')}] that is transposed or strided, which cannot be read. Use a safetensors version of the model.`,
    );
  }
  return new TorchTensor(storage, start as number, sizes as number[], elements);
}

/** Whether elements lie one after the other, the last axis fastest; the stride of an axis of size 1 does not matter. */
function isRowMajor(shape: readonly number[], stride: readonly unknown[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && stride[axis] !== expected) return false;
    expected *= size;
  }
  return stride.length === shape.length;
}

function damaged(file: string, what: string): CheckpointError {
  return new CheckpointError(plain`"${file}" is damaged: it describes ${what} that cannot be. Get the file again.`);
}
