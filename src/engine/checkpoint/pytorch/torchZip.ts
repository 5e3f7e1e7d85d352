import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import { PickleBytes } from './pickleBytes';
import type { RandomAccessFile } from '../randomAccessFile';
import { readStateDict, type TorchTensor } from './stateDict';
import type { StoredTensor } from '../storedTensor';
import { ZipEntries, type ZipEntry } from './zipEntries';

/** A pickle of 10,000 tensors stays below this, in bytes. */
const maxPickleBytes = 1 << 26;

/**
 * The tensors of a file that PyTorch 1.6 or later saved: a zip file with a pickle, which describes tensors, and one
 * stored entry for the numbers of each. Nothing in the file is run, and the numbers are not read.
 * @throws CheckpointError naming file and tensor
 */
export async function readTorchZip(file: RandomAccessFile): Promise<StoredTensor[]> {
  const zip = await ZipEntries.read(file);
  const folder = await archiveFolder(zip, file);
  const pickle = await zip.locate(`${folder}/data.pkl`);
  if (pickle === undefined || pickle.byteLength > maxPickleBytes) throw notTorch(file, 'another zip file');
  const { tensors } = readStateDict(new PickleBytes(await file.read(pickle.offset, pickle.byteLength), file.path));

  const entries = new Map<string, ZipEntry | undefined>();
  for (const { storage } of tensors.values()) {
    if (!entries.has(storage.key)) entries.set(storage.key, await zip.locate(`${folder}/data/${storage.key}`));
  }
  return [...tensors].map(([name, tensor]) => place(name, tensor, entries.get(tensor.storage.key), file));
}

/** The one folder that everything in the archive lies in. */
async function archiveFolder(zip: ZipEntries, file: RandomAccessFile): Promise<string> {
  const [folder, ...others] = zip.names.flatMap((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? []);
  if (folder === undefined || others.length > 0) throw notTorch(file, 'another zip file');
  if (zip.names.includes(`${folder}/constants.pkl`)) throw notTorch(file, 'a TorchScript program');
  const order = await zip.locate(`${folder}/byteorder`);
  if (
    order !== undefined &&
    Buffer.from(await file.read(order.offset, Math.min(order.byteLength, 8))).includes('big')
  ) {
    throw new CheckpointError(
      plain`"${file.path}" was saved on a big-endian machine. Use a safetensors version of the model.`,
    );
  }
  return folder;
}

function place(name: string, tensor: TorchTensor, entry: ZipEntry | undefined, file: RandomAccessFile): StoredTensor {
  if (entry === undefined || tensor.storage.byteLength > entry.byteLength) {
    throw new CheckpointError(
      plain`Tensor "${name.slice(0, 200)}" in "${file.path}" has ${entry === undefined ? 'no data' : 'too little data'}. Get the file again.`,
    );
  }
  return tensor.storedAt(name, file, entry.offset);
}

function notTorch(file: RandomAccessFile, what: string): CheckpointError {
  return new CheckpointError(
    plain`"${file.path}" is not a PyTorch checkpoint but ${what}. Choose a .safetensors or .bin file, or get the file again.`,
  );
}
