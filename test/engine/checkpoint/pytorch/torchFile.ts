/** Instructions of a pickle, for tests that write their own. */
export const op = {
  empty: Buffer.alloc(0),
  proto: Buffer.from([0x80, 2]),
  stop: Buffer.from('.'),
  mark: Buffer.from('('),
  tuple: Buffer.from('t'),
  emptyTuple: Buffer.from(')'),
  dictionary: Buffer.from('}'),
  setItems: Buffer.from('u'),
  reduce: Buffer.from('R'),
  build: Buffer.from('b'),
  persistent: Buffer.from('Q'),
  none: Buffer.from('N'),
  true: Buffer.from([0x88]),
  false: Buffer.from([0x89]),
  list: Buffer.from(']'),
  append: Buffer.from('a'),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (text: string) => Buffer.concat([Buffer.from([0x58]), uint32(Buffer.byteLength(text)), Buffer.from(text)]),
  integer: (value: number) => Buffer.concat([Buffer.from('J'), uint32(value)]),
  long: (value: bigint) => Buffer.concat([Buffer.from([0x8a, 16]), int64(value), int64(value >> 64n)]),
  memoize: Buffer.from([0x94]),
  stackGlobal: Buffer.from([0x93]),
  frame: (content: Buffer) => Buffer.concat([Buffer.from([0x95]), int64(BigInt(content.length)), content]),
};

/** A global as protocol 4 names it. */
export function stackGlobal(module: string, name: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0x8c, value.length]), Buffer.from(value), op.memoize]);
  return Buffer.concat([text(module), text(name), op.stackGlobal, op.memoize]);
}

interface PickledTensor {
  readonly key: string;
  readonly storageClass?: string;
  readonly storageElements: number;
  readonly start?: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  /** What only files from before PyTorch 1.6 have at the end of a storage's persistent id. */
  readonly view?: Buffer;
}

/** A tensor as `torch.save` pickles it. */
export function pickledTensor(
  tensor: PickledTensor,
  global: (module: string, name: string) => Buffer = op.global,
): Buffer {
  const { key, storageClass = 'FloatStorage', storageElements, start = 0, shape, stride, view } = tensor;
  const tuple = (items: readonly number[]) => Buffer.concat([op.mark, ...items.map(op.integer), op.tuple]);
  const id = [op.text('storage'), global('torch', storageClass), op.text(key), op.text('cpu')];
  return Buffer.concat([
    global('torch._utils', '_rebuild_tensor_v2'),
    ...[op.mark, op.mark, ...id, op.integer(storageElements), view ?? op.empty, op.tuple, op.persistent],
    ...[op.integer(start), tuple(shape), tuple(stride), op.false],
    ...[global('collections', 'OrderedDict'), op.emptyTuple, op.reduce, op.tuple, op.reduce],
  ]);
}

/** A dictionary of values that are pickled already. */
export function pickledDictionary(items: Readonly<Record<string, Buffer>>): Buffer {
  const pairs = Object.entries(items).flatMap(([name, value]) => [op.text(name), value]);
  return Buffer.concat([op.dictionary, op.mark, ...pairs, op.setItems]);
}

export function pickleOf(value: Buffer): Buffer {
  return Buffer.concat([op.proto, value, op.stop]);
}

/** Parts of a file from before PyTorch 1.6; those not given are as they should be. */
interface LegacyParts {
  readonly magic?: Buffer;
  readonly version?: Buffer;
  readonly machine?: Buffer;
  readonly stateDict: Buffer;
  readonly keys?: Buffer;
  /** By storage key; `count` where it is to differ from the truth. */
  readonly storages: Readonly<Record<string, { readonly data: Uint8Array; readonly count: bigint }>>;
}

/** A file as PyTorch before 1.6 wrote it, with pickled parts. */
export function legacyFile(parts: LegacyParts): Buffer {
  const keys = Object.keys(parts.storages).flatMap((key) => [op.text(key), op.append]);
  const pickles = [
    parts.magic ?? op.long(0x1950a86a20f9469cfc6cn),
    parts.version ?? op.integer(1001),
    parts.machine ?? pickledDictionary({ protocol_version: op.integer(1001), little_endian: op.true }),
    parts.stateDict,
    parts.keys ?? Buffer.concat([op.list, ...keys]),
  ];
  const data = Object.values(parts.storages).flatMap(({ data, count }) => [int64(count), data]);
  return Buffer.concat([...pickles.map(pickleOf), ...data]);
}

/** What a zip's directory says of an entry, where that is to differ from the truth. */
interface Lie {
  readonly method?: number;
  readonly size?: number;
  readonly offset?: number;
}

/** A zip file with stored entries; `lies` go into the central directory. Checksums are left 0. */
export function zipFile(files: Readonly<Record<string, Uint8Array>>, lies: Readonly<Record<string, Lie>> = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const lie = lies[name] ?? {};
    const size = uint32(lie.size ?? content.length);
    const common = Buffer.concat([Buffer.alloc(4), uint32(0), size, size, uint16(name.length), uint16(0)]);
    const method = uint16(lie.method ?? 0);
    const local = Buffer.concat([
      uint32(0x04034b50),
      uint16(20),
      uint16(0),
      method,
      common,
      Buffer.from(name),
      content,
    ]);
    const place = Buffer.concat([Buffer.alloc(10), uint32(lie.offset ?? offset), Buffer.from(name)]);
    directory.push(Buffer.concat([uint32(0x02014b50), uint16(20), uint16(20), uint16(0), method, common, place]));
    parts.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const count = uint16(directory.length);
  const end = [uint32(0x06054b50), Buffer.alloc(4), count, count, uint32(size), uint32(offset), uint16(0)];
  return Buffer.concat([...parts, ...directory, ...end]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}
