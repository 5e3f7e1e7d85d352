import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import { PickleFunction, PickleTuple, readPickle } from './pickle';
import type { PickleBytes } from './pickleBytes';
import type { RandomAccessFile } from '../randomAccessFile';
import { bytesOf, countElements, type StoredTensor } from '../storedTensor';

/** A flat run of numbers in a torch file. */
export class TorchStorage {
  constructor(
    readonly type: ElementType,
    /** In a zip file, the name of its entry under `data/`. */
    readonly key: string,
    readonly elements: number,
  ) {}

  get byteLength(): number {
    return this.elements * this.type.bytes;
  }
}

/** A tensor as a view of a storage; nothing is checked against the storage's bytes yet. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    private readonly type: ElementType,
    /** First element in the storage. */
    private readonly start: number,
    private readonly view: View,
  ) {}

  /** The tensor with its place in a file in which the storage begins at byte `offset`. */
  storedAt(name: string, file: RandomAccessFile, offset: number): StoredTensor {
    const { dtype, bytes } = this.type;
    const { span, ...view } = this.view;
    const place = { source: file, offset: offset + this.start * bytes, byteLength: span * bytes };
    return { name, dtype, ...view, file: file.path, ...place };
  }
}

/** The shape of a tensor, and the numbers that it lies in. */
interface View {
  readonly shape: readonly number[];
  readonly elements: number;
  /** Numbers from the first to the last in the storage. */
  readonly span: number;
  /** Given unless numbers lie one after the other, the last axis fastest. */
  readonly strides?: readonly number[];
}

/** A class of storages, or a dtype. */
class ElementType {
  readonly bytes: number;

  constructor(
    /** As safetensors name it. */
    readonly dtype: string,
  ) {
    this.bytes = bytesOf(dtype) ?? 1;
  }
}

/** Bytes, whose type the tensor says: how PyTorch saves types that it has no class of storages for. */
const untyped = new ElementType('U8');

const storageClasses: Readonly<Record<string, string>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
  ComplexFloatStorage: 'C64',
  ComplexDoubleStorage: 'C128',
};

/** Types of tensors in storages of bytes. */
const dtypes: Readonly<Record<string, string>> = {
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  float8_e4m3fn: 'F8_E4M3',
  float8_e4m3fnuz: 'F8_E4M3FNUZ',
  float8_e5m2: 'F8_E5M2',
  float8_e5m2fnuz: 'F8_E5M2FNUZ',
  float8_e8m0fnu: 'F8_E8M0',
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
 * @throws CheckpointError for anything other than a state_dict, and for anything that could run code
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
    plain`"${file}" holds no named weights. Choose a file that was saved from a model's state_dict.`,
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
  const types = Object.entries({ ...storageClasses, ...dtypes }).map(
    ([name, dtype]) => [`torch.${name}`, new ElementType(dtype)] as const,
  );
  return new Map<string, unknown>([
    ...types,
    ['torch.storage.UntypedStorage', untyped],
    ['collections.OrderedDict', new PickleFunction((parameters) => emptyDictionary(parameters, file))],
    ['torch._utils._rebuild_tensor_v2', new PickleFunction((parameters) => tensor(parameters, file))],
    [
      'torch._utils._rebuild_tensor_v3',
      new PickleFunction((parameters) => tensor(parameters, file, parameters[6] ?? null)),
    ],
    ['torch._utils._rebuild_parameter', new PickleFunction(([data]) => data)],
  ]);
}

function emptyDictionary(parameters: readonly unknown[], file: string): Map<unknown, unknown> {
  if (parameters.length > 0) throw damaged(file, 'a dictionary');
  return new Map();
}

/** ('storage', class, key, location, number of elements, and before version 1.6 a view's place, unused: None). */
function loadStorage(id: unknown, storages: Map<string, TorchStorage>, file: string): TorchStorage {
  const [kind, type, key, , elements, view = null] = id instanceof PickleTuple ? id.items : [];
  const isStorage = kind === 'storage' && type instanceof ElementType && typeof key === 'string' && view === null;
  if (!isStorage || countElements([elements]) === undefined) throw damaged(file, 'a storage');
  const known = storages.get(key);
  if (known === undefined) {
    const storage = new TorchStorage(type, key, elements as number);
    storages.set(key, storage);
    return storage;
  }
  if (known.type !== type || known.elements !== elements) throw damaged(file, 'a storage with two descriptions');
  return known;
}

/** (storage, first element, shape, stride, …); the rest concerns gradients and types in storages of bytes. */
function tensor([storage, start, shape, stride]: readonly unknown[], file: string, dtype?: unknown): TorchTensor {
  const isTuples = shape instanceof PickleTuple && stride instanceof PickleTuple;
  const view = isTuples ? viewOf(shape.items, stride.items) : undefined;
  const isTensor = storage instanceof TorchStorage && countElements([start]) !== undefined;
  if (!isTensor || view === undefined) throw damaged(file, 'a tensor');
  const type = dtype === undefined ? storage.type : dtype;
  if (!(type instanceof ElementType)) throw damaged(file, 'a type');
  if (((start as number) + view.span) * type.bytes > storage.byteLength) {
    throw damaged(file, 'a tensor past the end of its storage');
  }
  return new TorchTensor(storage, type, start as number, view);
}

/** Undefined for sizes and strides that no tensor has. */
function viewOf(shape: readonly unknown[], strides: readonly unknown[]): View | undefined {
  const elements = countElements(shape);
  const isView = strides.length === shape.length && strides.every((one) => countElements([one]) !== undefined);
  if (elements === undefined || !isView) return undefined;
  const [sizes, steps] = [shape as number[], strides as number[]];
  if (elements === 0 || isRowMajor(sizes, steps)) return { shape: sizes, elements, span: elements };
  const span = sizes.reduce((last, size, axis) => last + (size - 1) * steps[axis]!, 1);
  return { shape: sizes, elements, span, strides: steps };
}

/** Whether elements lie one after the other, the last axis fastest; the stride of an axis of size 1 does not matter. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

function damaged(file: string, what: string): CheckpointError {
  return new CheckpointError(plain`"${file}" is damaged: it describes ${what} that cannot exist. Get the file again.`);
}
