import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import type { ModelHead, WeightsFormat } from '../../protocol/engineApi';
import { CheckpointError } from '../../protocol/errors';
import { readJsonObject, foreignContent, refusePointer } from './boundedJson';
import { parseLabels } from './classLabels';
import { ConfigFields } from './configFields';
import type { DebertaConfig } from './debertaConfig';
import { modelHeads, modelKind, modelNotes } from './modelHeads';
import { completeConfig, parseModelConfig } from './modelConfig';
import { RandomAccessFile } from './randomAccessFile';
import { readSafetensorsHeader } from './safetensorsHeader';
import type { StoredTensor } from './storedTensor';
import { canonicalNames } from './tensorNames';
import { readTorchLegacy } from './pytorch/torchLegacy';
import { readTorchZip } from './pytorch/torchZip';
import { StoredWeights, type Weights } from './weights';
import { findCheckpointFiles, type CheckpointFiles } from './weightsFiles';

/** An open model: configuration, and tensors by canonical names (tensorNames). Holds files open until it is closed. */
export interface Checkpoint {
  /** The folder or file, as it was asked for. */
  readonly path: string;
  /** Name of the folder, or of the repository for a folder of Hugging Face's cache. */
  readonly name: string;
  /** The folder with the configuration, where the tokenizer's files are too. */
  readonly directory: string;
  readonly config: DebertaConfig;
  readonly weights: Weights;
  /** `pytorch` when any of its files is a pickle. */
  readonly weightsFormat: WeightsFormat;
  /** SHA-256, in hex, of configuration, file names, sizes, times and headers: cheap, and specific to the checkpoint. */
  readonly fingerprint: string;
  readonly heads: readonly ModelHead[];
  /** What it is, as it stands after "is": "a masked language model". */
  readonly kind: string;
  /** What a user should know of how it is read, in sentences. */
  readonly notes: readonly string[];
  /** Of the classification head; 1 when it is not calibrated. */
  readonly temperature: number;
  close(): Promise<void>;
}

/**
 * Opens a folder in Hugging Face layout, or one weights file with its configuration beside it. Only headers are read.
 * @throws CheckpointError naming file, tensor and remedy
 */
export async function openCheckpoint(given: string): Promise<Checkpoint> {
  const files = await findCheckpointFiles(given);
  const json = await readJsonObject(files.config);
  const described = parseModelConfig(json, files.config);
  const opened: RandomAccessFile[] = [];
  const closeFiles = async () => {
    await Promise.all(opened.map((file) => file.close()));
  };
  try {
    const { tensors: stored, weightsFormat } = await readHeaders(files, opened);
    const weights = new StoredWeights(byCanonicalName(stored, given), given, closeFiles);
    const parsed = completeConfig(described, weights);
    const heads = modelHeads(parsed, (name) => weights.has(name));
    const isLabeled = heads.includes('classify') || heads.includes('tokens');
    const outputs = isLabeled ? (weights.info('classifier.weight').shape[0] ?? 0) : 0;
    const labels = outputs > 0 ? parseLabels(new ConfigFields(json, files.config), outputs) : [];
    const config = { ...parsed, labels };
    const fingerprint = fingerprintOf(json, stored, opened, files.directory);
    const name = modelName(given, files);
    const { directory } = files;
    const temperature = await readTemperature(directory);
    const kind = modelKind(weights.names, heads);
    const notes = modelNotes(config, weights.names, heads);
    const facts = { path: given, name, directory, config, weights, weightsFormat, fingerprint, temperature };
    return { ...facts, heads, kind, notes, close: closeFiles };
  } catch (error) {
    await closeFiles();
    throw error;
  }
}

/** Tensors of all files by their names there, and the files' kind. Opened files go to `opened`, even if one fails. */
async function readHeaders(
  { weights, shardOf }: CheckpointFiles,
  opened: RandomAccessFile[],
): Promise<{ tensors: ReadonlyMap<string, StoredTensor>; weightsFormat: WeightsFormat }> {
  const tensors = new Map<string, StoredTensor>();
  let weightsFormat: WeightsFormat = 'safetensors';
  for (const shard of weights) {
    const file = await RandomAccessFile.open(shard);
    opened.push(file);
    const read = await readTensorFile(file);
    if (read.format === 'pytorch') weightsFormat = 'pytorch';
    for (const tensor of read.tensors) {
      if (shardOf === undefined || shardOf.get(tensor.name) === shard) tensors.set(tensor.name, tensor);
    }
  }
  for (const [name, shard] of shardOf ?? []) {
    if (!tensors.has(name)) {
      throw new CheckpointError(
        plain`"${shard}" has no tensor "${name}", which the index says it holds. Get all parts again.`,
      );
    }
  }
  return { tensors, weightsFormat };
}

function byCanonicalName(stored: ReadonlyMap<string, StoredTensor>, location: string): Map<string, StoredTensor> {
  const renamed = new Map<string, StoredTensor>();
  for (const [name, nameInFile] of canonicalNames([...stored.keys()], location)) {
    const tensor = stored.get(nameInFile);
    if (tensor !== undefined) renamed.set(name, tensor);
  }
  return renamed;
}

function fingerprintOf(
  config: unknown,
  stored: ReadonlyMap<string, StoredTensor>,
  files: readonly RandomAccessFile[],
  directory: string,
): string {
  const parts = files.map((file) => [path.relative(directory, file.path), file.size, file.changed]);
  const headers = [...stored.values()].map(({ name, dtype, shape, offset, file }) => [
    name,
    dtype,
    shape,
    offset,
    path.relative(directory, file),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([config, parts, headers]))
    .digest('hex');
}

/** Hugging Face's cache: models--owner--model/snapshots/<commit>; sentence-transformers: a model in 0_Transformer. */
function modelName(given: string, { directory }: CheckpointFiles): string {
  const folder = path.resolve(directory);
  const cached = /models--([^/\\]+)[/\\]snapshots[/\\][^/\\]+$/.exec(folder)?.[1];
  const named = /^\d+_Transformer$/.test(path.basename(folder)) ? path.dirname(folder) : folder;
  return cached?.replaceAll('--', '/') ?? (path.basename(named) || given);
}

/** The file beside config.json that holds `{"temperature": T}`, fitted on texts whose labels are known. */
const calibrationFile = 'calibration.json';
/** Training fits 0.1 to 10. Far beyond, divided logits overflow, or all labels become equally probable. */
const temperatures = { min: 0.01, max: 100 };

/**
 * The temperature that a classifier's logits are divided by before softmax or sigmoid (Guo et al. 2017), from
 * `calibration.json` in the model's folder; 1 without that file.
 * @throws CheckpointError when the file has no number in this range
 */
async function readTemperature(directory: string): Promise<number> {
  const file = path.join(directory, calibrationFile);
  if ((await stat(file).catch(() => undefined)) === undefined) return 1;
  const fields = new ConfigFields(await readJsonObject(file), file);
  const value = fields.raw('temperature');
  if (typeof value !== 'number' || !(value >= temperatures.min && value <= temperatures.max))
    throw fields.fault('temperature', `a number from ${temperatures.min} to ${temperatures.max}`);
  return value;
}

/** A file's tensors, and what kind of file it is. */
interface TensorFile {
  readonly format: WeightsFormat;
  readonly tensors: readonly StoredTensor[];
}

/**
 * The tensors of a file of weights, in the format that its first bytes tell, whatever its name; the numbers are not
 * read.
 * @throws CheckpointError naming file and tensor, or what the file holds instead of weights
 */
export async function readTensorFile(file: RandomAccessFile): Promise<TensorFile> {
  const start = await file.read(0, Math.min(file.size, 64));
  refusePointer(start, file.path);
  // Safetensors begin with a length, which may look like anything; the brace after it decides.
  if (start[8] === 0x7b) return { format: 'safetensors', tensors: await readSafetensorsHeader(file) };
  if (start[0] === 0x50 && start[1] === 0x4b) return { format: 'pytorch', tensors: await readTorchZip(file) };
  if (start[0] === 0x80) return { format: 'pytorch', tensors: await readTorchLegacy(file) };
  throw new CheckpointError(
    plain`"${file.path}" is not a file of weights${foreignContent(start)}, or it is damaged. Choose a .safetensors or PyTorch file, or get the file again.`,
  );
}
