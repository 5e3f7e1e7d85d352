import { access, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TrainingTask } from '../../protocol/training';
import { readJsonObject } from '../checkpoint/boundedJson';
import type { Checkpoint } from '../checkpoint/checkpoint';
import { writeSafetensors } from '../checkpoint/safetensors';
import { findCheckpointFiles } from '../checkpoint/weightsFiles';
import type { FloatTensor } from '../runtime/session';

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

const problemTypes: Readonly<Record<TrainingTask, string>> = {
  singleLabel: 'single_label_classification',
  multiLabel: 'multi_label_classification',
  regression: 'regression',
};

/** Writes the tensors and the tokenizer of a trained model into `folder`, with the base's config.json changed by `changes`. */
export async function writeModelFolder(
  folder: string,
  base: Checkpoint,
  tensors: Readonly<Record<string, FloatTensor>>,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const config = await readJsonObject((await findCheckpointFiles(base.path)).config);
  // Transformers 5 calls the type `dtype`, and reads the older name too.
  const written = {
    ...config,
    model_type: base.config.modelType,
    dtype: undefined,
    torch_dtype: 'float32',
    ...changes,
  };
  await writeFile(path.join(folder, 'config.json'), `${JSON.stringify(written, undefined, 2)}\n`);
  for (const name of tokenizerFiles) {
    const source = path.join(base.directory, name);
    const exists = await access(source).then(
      () => true,
      () => false,
    );
    if (exists && path.resolve(source) !== path.resolve(folder, name)) await copyFile(source, path.join(folder, name));
  }
  const weights = path.join(folder, 'model.safetensors');
  const data = Object.entries(tensors).map(
    ([name, { shape, data: values }]) => [name, { dtype: 'F32', shape, data: values }] as const,
  );
  await writeSafetensors(`${weights}.incomplete`, new Map(data));
  await rename(`${weights}.incomplete`, weights);
}

/** What a classifier's config.json says differently from its base's. */
export function classifierConfig(
  { config }: Checkpoint,
  task: TrainingTask,
  labels: readonly string[],
): Record<string, unknown> {
  const family = config.modelType === 'deberta' ? 'Deberta' : 'DebertaV2';
  return {
    architectures: [`${family}ForSequenceClassification`],
    problem_type: problemTypes[task],
    num_labels: undefined,
    // What the base's one output went through, if it had one, the new head's does not.
    sentence_transformers: undefined,
    sbert_ce_default_activation_function: undefined,
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
  };
}

/** Removes a folder of unfinished work. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
