import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, FileRefused, wholeFile } from '../../../base/files';
import type { ProblemType } from '../../../protocol/predictions';
import { workFolderName, type TrainingReport } from '../../../protocol/training';
import { readJsonObject } from '../../checkpoint/boundedJson';
import type { Checkpoint } from '../../checkpoint/checkpoint';
import { encoderPart } from '../../checkpoint/modelConfig';
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
  const config = encoderPart(await readJsonObject(file), file);
  // Transformers 5 calls the type `dtype`, and reads the older name too.
  const types = { model_type: base.config.modelType, dtype: undefined, torch_dtype: 'float32' };
  const written = { ...config, ...types, vocab_size: base.config.vocabSize, ...changes };
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

/** Writes a trained model with its report. */
export async function finishReported(
  out: string,
  model: Omit<TrainedModel, 'files'>,
  report: TrainingReport,
): Promise<TrainingReport> {
  const files = {
    // Written in any case: a temperature that an earlier classifier left in the folder would still count.
    'calibration.json': JSON.stringify({ temperature: report.calibration?.temperature ?? 1 }),
    'training-report.json': json(report),
  };
  await finishTraining(out, { ...model, files });
  return report;
}

/** An object as a JSON file holds it. */
export function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** What the config.json of a model of `task` says differently from its base's; `problemType` is that of classifiers. */
export function headConfig(
  { config }: Checkpoint,
  task: 'SequenceClassification' | 'TokenClassification',
  labels: readonly string[],
  problemType?: ProblemType,
): Record<string, unknown> {
  const family = config.modelType === 'deberta' ? 'Deberta' : 'DebertaV2';
  return {
    architectures: [`${family}For${task}`],
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
