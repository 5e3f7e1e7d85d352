import { stat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { glinerConfigName } from '../../protocol/gliner';
import { isJsonObject, readJsonObject } from './boundedJson';

/** Where a checkpoint's parts lie; paths are absolute or relative as the folder was given. */
export interface CheckpointFiles {
  readonly directory: string;
  readonly config: string;
  /** One file, or the shards of an index. */
  readonly weights: readonly string[];
  /** Of a sharded checkpoint: which tensor (by its name in the file) lies in which shard. */
  readonly shardOf?: ReadonlyMap<string, string>;
}

/** Files with weights that a folder may hold, the one to take first. */
const candidates = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'pytorch_model.generator.bin',
] as const;

/** More shards than any model has; bounds the files held open. */
const maxShards = 256;

/**
 * Finds configuration and weights of a folder or of a single file (weights, or an index of shards).
 * @throws CheckpointError when there are none, or an index is damaged or points out of its folder
 */
export async function findCheckpointFiles(given: string): Promise<CheckpointFiles> {
  if (await kindOf(given, 'file')) return filesOf(given);
  for (const name of candidates) {
    const file = path.join(given, name);
    if (await kindOf(file, 'file')) return filesOf(file);
    if (await kindOf(file, 'other')) throw noFile(file);
  }
  if (await kindOf(given, 'other')) throw noFile(given);
  if (!(await kindOf(given, 'directory'))) {
    throw new CheckpointError(plain`There is no file or folder "${given}". Check the path and the permissions.`);
  }
  throw new CheckpointError(
    plain`"${given}" holds no model: it has none of ${candidates.join(', ')}. Choose a folder in Hugging Face layout, or download the model again.`,
  );
}

async function filesOf(file: string): Promise<CheckpointFiles> {
  const directory = path.dirname(file);
  const name = path.basename(file);
  // The generator of a v3 model is another, smaller network than the discriminator beside it.
  const config = name.includes('.generator.')
    ? path.join(directory, 'generator_config.json')
    : await mainConfig(directory);
  if (!name.endsWith('.index.json')) return { directory, config, weights: [file] };
  const shardOf = await readShardIndex(file, directory);
  return { directory, config, weights: [...new Set(shardOf.values())], shardOf };
}

/** A GLiNER's folder may have a config.json of another library beside its own. */
async function mainConfig(directory: string): Promise<string> {
  const gliner = path.join(directory, glinerConfigName);
  return (await kindOf(gliner, 'file')) ? gliner : path.join(directory, 'config.json');
}

/** Tensor → path of its shard, from the `weight_map` of an index. */
async function readShardIndex(file: string, directory: string): Promise<ReadonlyMap<string, string>> {
  const map = (await readJsonObject(file))['weight_map'];
  if (!isJsonObject(map) || Object.keys(map).length === 0) {
    throw new CheckpointError(plain`"${file}" has no "weight_map" from tensors to files. Get the file again.`);
  }
  const shardOf = new Map(Object.entries(map).map(([tensor, shard]) => [tensor, shardPath(file, directory, shard)]));
  if (new Set(shardOf.values()).size > maxShards) {
    throw new CheckpointError(plain`"${file}" names more than ${maxShards} files. Get the file again.`);
  }
  return shardOf;
}

/** The path of a shard, which has to stay inside the folder, whatever the system's separators are. */
function shardPath(file: string, directory: string, shard: unknown): string {
  const parts = typeof shard === 'string' ? shard.split('/') : [];
  const isPlain = (part: string) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part);
  if (parts.length === 0 || !parts.every(isPlain)) {
    const found = JSON.stringify(shard)?.slice(0, 200);
    throw new CheckpointError(
      plain`"${file}" names the file ${found}, which is not inside its folder. Do not use this model.`,
    );
  }
  return path.join(directory, ...parts);
}

function noFile(file: string): CheckpointError {
  return new CheckpointError(
    plain`"${file}" is a pipe or a device, not a file. Choose a model's folder or its weights file.`,
  );
}

async function kindOf(file: string, kind: 'file' | 'directory' | 'other'): Promise<boolean> {
  try {
    const found = await stat(file);
    const isKind = { file: found.isFile(), directory: found.isDirectory() };
    return kind === 'other' ? !isKind.file && !isKind.directory : isKind[kind];
  } catch {
    // Missing, or in a folder that may not be entered: for the search the same.
    return false;
  }
}

/** Files that a model is read from: its descriptions, its weights, its vocabulary. */
const modelFile =
  /^(?:(?:generator_|gliner_)?config|calibration|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json$|^(?:spm\.model|merges\.txt)$|\.(?:safetensors|bin)(?:\.index\.json)?$/;

/**
 * Size and time of change of every file that a model is read from, as a text to compare with a later one: another one
 * when a file was written, replaced, added or removed. Nothing is opened. The time is the system's own (ctime), which
 * no program can put back.
 * @param given a model's folder, or its weights file
 */
export async function folderState(given: string): Promise<string> {
  const isFile = await kindOf(given, 'file');
  const directory = isFile ? path.dirname(given) : given;
  const names = (await readdir(directory).catch(() => [])).filter((name) => modelFile.test(name));
  if (isFile) names.push(path.basename(given));
  const states = names.toSorted().map(async (name) => {
    const found = await stat(path.join(directory, name)).catch(() => undefined);
    return [name, found?.size, found?.ctimeMs];
  });
  return JSON.stringify(await Promise.all(states));
}
