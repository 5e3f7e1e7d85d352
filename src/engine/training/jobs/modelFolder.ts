import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, FileRefused, wholeFile } from '../../../base/files';
import type { ProblemType } from '../../../protocol/predictions';
import { workFolderName } from '../../../protocol/training';
import { readJsonObject } from '../../checkpoint/boundedJson';
import type { Checkpoint } from '../../checkpoint/checkpoint';
import { parseGliclassConfig } from '../../checkpoint/gliclassConfig';
import { writeSafetensors } from '../../checkpoint/safetensors';
import { findCheckpointFiles } from '../../checkpoint/weightsFiles';
import type { FloatTensor } from '../../runtime/session';
import { maxTokenizerBytes } from '../../tokenizer/tokenizerFiles';

/** Files that a tokenizer may be made of. */
const tokenizerFiles = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'spm.model',
  'vocab.json',
  'merges.txt',
  'vocab.txt',
  'bpe_encoder.bin',
];

export interface TrainedModel {
  readonly base: Checkpoint;
  readonly tensors: Readonly<Record<string, FloatTensor>>;
  /** What config.json says differently from the base's. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further files by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Where a training that writes its result to `out` keeps its unfinished work. */
export function workFolder(out: string): string {
  return path.join(out, workFolderName);
}

/**
 * Writes a trained model with the base's tokenizer to `out`. All of it is written elsewhere first, so that none of it
 * is there, and an older model stays as it was, where the disk cannot hold it. Then the unfinished work is removed.
 */
export async function finishTraining(out: string, model: TrainedModel): Promise<void> {
  const whole = path.join(workFolder(out), 'result');
  try {
    await removeFolder(whole);
    await makeFolder(whole);
    await writeModel(whole, model);
    const written = await readdir(whole);
    for (const name of written) await rename(path.join(whole, name), path.join(out, name));
    // A tokenizer that was there before would be read in place of the base's.
    for (const name of tokenizerFiles.filter((one) => !written.includes(one)))
      await rm(path.join(out, name), { force: true });
  } catch (error) {
    await removeFolder(whole);
    throw error;
  }
  await removeFolder(workFolder(out));
}

async function writeModel(folder: string, { base, tensors, config: changes, files }: TrainedModel): Promise<void> {
  const data = Object.entries(tensors).map(
    ([name, { shape, data: values }]) => [name, { dtype: 'F32', shape, data: values }] as const,
  );
  await writeSafetensors(path.join(folder, 'model.safetensors'), new Map(data));
  const { config: file } = await findCheckpointFiles(base.path);
  const given = await readJsonObject(file);
  // Of a GLiClass model only the encoder is kept.
  const config = parseGliclassConfig(given, file)?.encoder ?? given;
  // Transformers 5 calls the type `dtype`, and reads the older name too.
  const types = { model_type: base.config.modelType, dtype: undefined, torch_dtype: 'float32' };
  const written = { ...config, ...types, ...changes };
  await writeFile(path.join(folder, 'config.json'), json(written));
  for (const [name, contents] of Object.entries(files)) await writeFile(path.join(folder, name), contents);
  for (const name of tokenizerFiles) {
    const contents = await tokenizerFile(path.join(base.directory, name));
    if (contents !== undefined) await writeFile(path.join(folder, name), contents);
  }
}

/** A file of the base's tokenizer; undefined for what it was not read from: no file, a pipe, a device, or too large. */
async function tokenizerFile(file: string): Promise<Buffer | undefined> {
  try {
    return await wholeFile(file, maxTokenizerBytes);
  } catch (error) {
    if (error instanceof FileRefused || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** An object as a JSON file holds it. */
export function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** What a classifier's config.json says differently from its base's. */
export function classifierConfig(
  { config }: Checkpoint,
  problemType: ProblemType,
  labels: readonly string[],
): Record<string, unknown> {
  const family = config.modelType === 'deberta' ? 'Deberta' : 'DebertaV2';
  return {
    architectures: [`${family}ForSequenceClassification`],
    problem_type: problemType,
    num_labels: undefined,
    // What the base's one output went through, if it had one, the new head's does not.
    sentence_transformers: undefined,
    sbert_ce_default_activation_function: undefined,
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
  };
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
