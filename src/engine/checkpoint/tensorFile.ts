import { plain } from '../../base/plainText';
import type { WeightsFormat } from '../../protocol/engineApi';
import { CheckpointError } from '../../protocol/errors';
import { foreignContent, refusePointer } from './foreignContent';
import type { RandomAccessFile } from './randomAccessFile';
import { readSafetensorsHeader } from './safetensorsHeader';
import type { StoredTensor } from './storedTensor';
import { readTorchLegacy } from './pytorch/torchLegacy';
import { readTorchZip } from './pytorch/torchZip';

/** A file's tensors, and what kind of file it is. */
interface TensorFile {
  readonly format: WeightsFormat;
  readonly tensors: readonly StoredTensor[];
}

/**
 * The tensors of a file of weights, in the format that its first bytes tell, whatever its name; the numbers are not read.
 * @throws CheckpointError naming file and tensor, or what the file holds instead of weights
 */
export async function readTensorFile(file: RandomAccessFile): Promise<TensorFile> {
  const start = await file.read(0, Math.min(file.size, 64));
  refusePointer(start, file.path);
  // Safetensors begin with a length, which may look like anything: the brace behind it tells, which the others never have there.
  if (start[8] === 0x7b) return { format: 'safetensors', tensors: await readSafetensorsHeader(file) };
  if (start[0] === 0x50 && start[1] === 0x4b) return { format: 'pytorch', tensors: await readTorchZip(file) };
  if (start[0] === 0x80) return { format: 'pytorch', tensors: await readTorchLegacy(file) };
  throw new CheckpointError(
    plain`"${file.path}" is not a file of weights${foreignContent(start)}, or it is damaged. Choose a .safetensors or PyTorch file, or get the file again.`,
  );
}
