/** Instructions of a pickle, for tests that write their own. */
export const op = {
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
  false: Buffer.from([0x89]),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (text: string) => Buffer.concat([Buffer.from([0x58]), uint32(Buffer.byteLength(text)), Buffer.from(text)]),
  integer: (value: number) => Buffer.concat([Buffer.from('J'), uint32(value)]),
};

interface PickledTensor {
  readonly key: string;
  readonly storageClass?: string;
  readonly storageElements: number;
  readonly start?: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** A tensor as `torch.save` pickles it. */
export function pickledTensor(tensor: PickledTensor): Buffer {
  const { key, storageClass = 'FloatStorage', storageElements, start = 0, shape, stride } = tensor;
  const tuple = (items: readonly number[]) => Buffer.concat([op.mark, ...items.map(op.integer), op.tuple]);
  const id = [op.text('storage'), op.global('torch', storageClass), op.text(key), op.text('cpu')];
  return Buffer.concat([
    op.global('torch._utils', '_rebuild_tensor_v2'),
    ...[op.mark, op.mark, ...id, op.integer(storageElements), op.tuple, op.persistent],
    ...[op.integer(start), tuple(shape), tuple(stride), op.false],
    ...[op.global('collections', 'OrderedDict'), op.emptyTuple, op.reduce, op.tuple, op.reduce],
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
