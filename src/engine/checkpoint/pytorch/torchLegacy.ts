import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import { readPickle, type PickleContext } from './pickle';
import { PickleBytes } from './pickleBytes';
import type { RandomAccessFile } from '../randomAccessFile';
import { readStateDict, type TorchStorage, type TorchTensor } from './stateDict';
import type { StoredTensor } from '../storedTensor';

/** The pickles before the data take about 300 bytes a tensor; this is room for 50,000. */
const maxPickleBytes = 1 << 24;

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/** Bytes of the number of elements before each storage's data. */
const countBytes = 8;

/** For the pickles around the state_dict, which hold plain values. */
const plainValues: PickleContext = { globals: new Map(), load: () => undefined };

/**
 * The tensors of a file that PyTorch before 1.6 saved: pickles of a magic number, a version, facts on the machine, the
 * state_dict and the list of storage keys; then, in that list's order, each storage's number of elements (signed, 64
 * bits) and its data (torch/serialization.py, `_legacy_save`). Nothing in the file is run, and the numbers are not
 * read.
 * @throws CheckpointError naming file and storage
 */
export async function readTorchLegacy(file: RandomAccessFile): Promise<StoredTensor[]> {
  const pickles = new PickleBytes(await file.read(0, Math.min(file.size, maxPickleBytes)), file.path);
  checkPreamble(pickles, file);
  const { tensors, storages } = readStateDict(pickles);
  const listed = listedStorages(readPickle(pickles, plainValues), storages, file);
  const offsets = await locateStorages(listed, pickles.position, file);
  return [...tensors].map(([name, tensor]) => place(name, tensor, offsets.get(tensor.storage), file));
}

function checkPreamble(pickles: PickleBytes, file: RandomAccessFile): void {
  if (readPickle(pickles, plainValues) !== magicNumber || readPickle(pickles, plainValues) !== protocolVersion) {
    throw new CheckpointError(
      plain`"${file.path}" is a pickle, but not one of PyTorch's. Choose a .safetensors or PyTorch file, or get the file again.`,
    );
  }
  const machine = readPickle(pickles, plainValues);
  const isLittleEndian: unknown = machine instanceof Map ? machine.get('little_endian') : undefined;
  if (isLittleEndian === false) {
    throw new CheckpointError(
      plain`"${file.path}" was saved on a big-endian machine. Use a safetensors version of the model.`,
    );
  }
  if (isLittleEndian !== true) throw damaged(file, 'does not state its byte order');
}

/** The storages in the order of their data. */
function listedStorages(
  keys: unknown,
  storages: ReadonlyMap<unknown, TorchStorage>,
  file: RandomAccessFile,
): readonly TorchStorage[] {
  if (!Array.isArray(keys)) throw damaged(file, 'has no list of its data');
  const listed = new Set<TorchStorage>();
  for (const key of keys as unknown[]) {
    const storage = storages.get(key);
    if (storage === undefined || listed.has(storage)) throw damaged(file, 'lists data that no tensor describes');
    listed.add(storage);
  }
  return [...listed];
}

/** Storage → first byte of its data. */
async function locateStorages(
  storages: readonly TorchStorage[],
  start: number,
  file: RandomAccessFile,
): Promise<ReadonlyMap<TorchStorage, number>> {
  const offsets = new Map<TorchStorage, number>();
  let position = start;
  for (const storage of storages) {
    const { key, elements, byteLength } = storage;
    const name = JSON.stringify(key.slice(0, 50));
    const count = new DataView((await file.read(position, countBytes)).buffer).getBigInt64(0, true);
    if (count !== BigInt(elements)) {
      throw damaged(file, `has ${count} numbers in storage ${name}, but ${elements} are described`);
    }
    offsets.set(storage, position + countBytes);
    position += countBytes + byteLength;
    if (position > file.size) throw damaged(file, `is cut off in storage ${name}`);
  }
  return offsets;
}

function place(name: string, tensor: TorchTensor, offset: number | undefined, file: RandomAccessFile): StoredTensor {
  if (offset === undefined) throw damaged(file, plain`has no data for tensor "${name.slice(0, 200)}"`);
  return tensor.storedAt(name, file, offset);
}

function damaged(file: RandomAccessFile, fault: string): CheckpointError {
  return new CheckpointError(plain`"${file.path}" is damaged: it ${fault}. Get the file again.`);
}
