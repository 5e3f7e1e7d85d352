import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { isJsonObject, parseJsonObject, foreignContent, refusePointer, type JsonObject } from './boundedJson';
import type { RandomAccessFile } from './randomAccessFile';
import { bytesOf, countElements, type StoredTensor } from './storedTensor';

/** Bytes before the header: its length as an unsigned 64-bit number. */
const lengthBytes = 8;

/** Real headers have about 130 bytes a tensor; this is room for more than 100,000 tensors. */
const maxHeaderBytes = 1 << 24;

/**
 * Reads and verifies the header of a safetensors file (format: huggingface/safetensors, README, "Format"); the
 * tensors' numbers are not read. Tensors must cover the data without overlap or hole, as the format demands.
 * @throws CheckpointError naming file and tensor
 */
export async function readSafetensorsHeader(file: RandomAccessFile): Promise<StoredTensor[]> {
  const start = await file.read(0, Math.min(file.size, 64));
  refusePointer(start, file.path);
  const length = start.length < lengthBytes ? undefined : new DataView(start.buffer).getBigUint64(0, true);
  if (length === undefined || length > BigInt(Math.min(maxHeaderBytes, file.size - lengthBytes))) {
    throw new CheckpointError(
      plain`"${file.path}" is not a safetensors file${foreignContent(start)}, or it is cut off. Get the file again.`,
    );
  }
  const header = parseJsonObject(await file.read(lengthBytes, Number(length)), file.path, true);
  checkMetadata(header['__metadata__'], file.path);
  const dataStart = lengthBytes + Number(length);
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => describe(name, entry, file, dataStart));
  checkCoverage(tensors, file, dataStart);
  return tensors;
}

function checkMetadata(metadata: unknown, path: string): void {
  const isText = isJsonObject(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
  if (metadata !== undefined && !isText) {
    throw new CheckpointError(plain`"__metadata__" of "${path}" is not a table of texts. Get the file again.`);
  }
}

function describe(name: string, entry: unknown, file: RandomAccessFile, dataStart: number): StoredTensor {
  const fault = (what: string) =>
    new CheckpointError(plain`Tensor "${name.slice(0, 200)}" in "${file.path}" ${what}. Get the file again.`);
  if (!isJsonObject(entry)) throw fault('has no description');
  const { dtype, shape } = entry;
  if (typeof dtype !== 'string' || !/^\w{1,20}$/.test(dtype)) {
    throw fault(`has the impossible type ${JSON.stringify(dtype)?.slice(0, 50)}`);
  }
  const elements = Array.isArray(shape) && shape.length <= 16 ? countElements(shape) : undefined;
  if (elements === undefined) throw fault(`has the impossible shape ${JSON.stringify(shape)?.slice(0, 100)}`);
  const [begin, end] = dataOffsets(entry, fault);
  const size = bytesOf(dtype);
  if (size !== undefined && end - begin !== elements * size) {
    throw fault(`has ${end - begin} bytes, but its shape [${(shape as number[]).join(', ')}] does not fit them`);
  }
  const place = { source: file, offset: dataStart + begin, byteLength: end - begin };
  return { name, dtype, shape: shape as number[], elements, file: file.path, ...place };
}

function dataOffsets(entry: JsonObject, fault: (what: string) => Error): [begin: number, end: number] {
  const offsets = entry['data_offsets'];
  const [begin, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isOffset(begin) || !isOffset(end) || begin > end) throw fault('has impossible data offsets');
  return [begin, end];
}

function checkCoverage(tensors: readonly StoredTensor[], file: RandomAccessFile, dataStart: number): void {
  const ends = ({ offset, byteLength }: StoredTensor) => offset + byteLength;
  let covered = dataStart;
  for (const tensor of tensors.toSorted((a, b) => a.offset - b.offset || ends(a) - ends(b))) {
    if (tensor.offset !== covered) {
      const what = tensor.offset < covered ? 'overlaps another tensor' : 'comes after a gap';
      throw new CheckpointError(plain`Tensor "${tensor.name}" in "${file.path}" ${what}. Get the file again.`);
    }
    covered = ends(tensor);
  }
  if (covered !== file.size) {
    throw new CheckpointError(
      plain`"${file.path}" has ${file.size} bytes, but its header describes ${covered}. Get the file again.`,
    );
  }
}
