import { open } from 'node:fs/promises';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { glinerConfigName } from '../../protocol/gliner';
import { readJsonObject } from './jsonFile';
import type { ModelId } from './modelId';

/** Sets of weights by the file that stands for them, the best first: one safetensors file, shards of it, PyTorch's. */
const weightSets: readonly { readonly first: string; readonly shards?: RegExp }[] = [
  { first: 'model.safetensors' },
  { first: 'model.safetensors.index.json', shards: /^model-\d{5}-of-\d{5}\.safetensors$/ },
  { first: 'pytorch_model.bin' },
  { first: 'pytorch_model.bin.index.json', shards: /^pytorch_model-\d{5}-of-\d{5}\.bin$/ },
];

const generator = { config: 'generator_config.json', weights: 'pytorch_model.generator.bin' };

/** What a tokenizer is read from, best first: all of the first complete set, and spm.model, which can stand in. */
const tokenizers = [
  ['tokenizer.json', 'spm.model'],
  ['tokenizer.json'],
  ['spm.model'],
  ['vocab.json', 'merges.txt'],
  ['vocab.txt'],
];
const kindsOfTokenizer = 'tokenizer (tokenizer.json, spm.model, vocab.json with merges.txt, or vocab.txt)';
const tokenizerExtras = ['tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'];
/** What our trainer writes beside a classifier: its temperature, and how it did. */
const trainingFiles = ['calibration.json', 'training-report.json'];

/** Whether a file says who made the model and what may be done with it: nothing is read from it to compute with. */
export function isPaper(name: string): boolean {
  return /^(?:README\.md|(?:LICEN[CS]E|NOTICE)(?:\.(?:md|txt))?|ATTRIBUTION\.md)$/i.test(name);
}

/** Whether a needed file holds weights, or says which files do. */
export function isWeights(name: string): boolean {
  return /\.(?:safetensors|bin)(?:\.index\.json)?$/.test(name);
}

/** More parts than the weights of any model have. */
const maxShards = 256;

/** Whether a folder with these files has weights, also of a generator alone. */
export function holdsWeights(names: readonly string[]): boolean {
  return names.includes(generator.weights) || weightSets.some(({ first }) => names.includes(first));
}

/**
 * Of a repository's or folder's files those that a DeBERTa is read from: configuration, tokenizer, license, and one set
 * of weights, which comes last because it is the large part. A GLiNER may be without a tokenizer: it has its encoder's.
 * @throws DownloadError when weights, configuration or tokenizer are missing
 */
export function neededFiles(names: readonly string[], variant: ModelId['variant'], where: string): string[] {
  const has = new Set(names);
  const { config, weights } = variant === undefined ? mainFiles(names, has) : generatorFiles(has);
  if (weights.length > maxShards) {
    throw new DownloadError(plain`${where} has weights in more than ${maxShards} parts. Choose another model.`);
  }
  const tokenizer = tokenizerFiles(names) ?? (config === glinerConfigName ? [] : undefined);
  const missing =
    weights.length === 0
      ? variant === undefined
        ? 'weights (model.safetensors or pytorch_model.bin)'
        : `generator (${generator.weights})`
      : !has.has(config)
        ? config
        : tokenizer === undefined
          ? kindsOfTokenizer
          : undefined;
  if (missing !== undefined || tokenizer === undefined) {
    throw new DownloadError(
      plain`${where} has no ${missing ?? kindsOfTokenizer}, so it cannot be used as a DeBERTa. Choose another model, e.g. microsoft/deberta-base.`,
    );
  }
  const training = trainingFiles.filter((file) => has.has(file));
  return [config, ...tokenizer, ...training, ...distinct(names.filter(isPaper)), ...weights];
}

/** What a tokenizer is read from, the files beside its vocabulary included; undefined where there is none. */
export function tokenizerFiles(names: readonly string[]): string[] | undefined {
  const vocabulary = tokenizers.find((files) => files.every((file) => names.includes(file)));
  return vocabulary && [...vocabulary, ...tokenizerExtras.filter((file) => names.includes(file))];
}

/** Of a repository's files those of its tokenizer. @throws DownloadError when there are none */
export function neededTokenizer(names: readonly string[], where: string): string[] {
  const files = tokenizerFiles(names);
  if (files !== undefined) return files;
  throw new DownloadError(plain`${where} has no ${kindsOfTokenizer}. Try again later, or choose another model.`);
}

/** Whether a file describes a model: it is read before all others. */
export function isConfig(name: string): boolean {
  return ['config.json', glinerConfigName, generator.config].includes(name);
}

/** Of names that some disks take for one, the first. */
function distinct(names: readonly string[]): string[] {
  return [...new Map(names.toReversed().map((name) => [name.toLowerCase(), name])).values()].toReversed();
}

function mainFiles(names: readonly string[], has: ReadonlySet<string>) {
  const set = weightSets.find(({ first }) => has.has(first));
  const shards = names.filter((name) => set?.shards?.test(name));
  const config = has.has(glinerConfigName) ? glinerConfigName : 'config.json';
  return { config, weights: set === undefined ? [] : [set.first, ...shards] };
}

function generatorFiles(has: ReadonlySet<string>) {
  return { config: generator.config, weights: has.has(generator.weights) ? [generator.weights] : [] };
}

/** Pointers are a few lines. */
const maxPointerBytes = 1024;

/** Whether Git LFS left its pointer in a file's place: the file itself was never fetched or uploaded. */
export async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    if ((await handle.stat()).size > maxPointerBytes) return false;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).toString('latin1').startsWith('version https://git-lfs');
  } finally {
    await handle.close();
  }
}

/** A part of the weights that an index names and `names` lacks; undefined if none is, or the file isn't an index. */
export async function missingPart(index: string, names: readonly string[]): Promise<string | undefined> {
  const map = index.endsWith('.index.json') ? (await readJsonObject(index))?.['weight_map'] : undefined;
  const parts: unknown[] = typeof map === 'object' && map !== null ? Object.values(map) : [];
  return parts.find((part): part is string => typeof part === 'string' && !names.includes(part))?.slice(0, 200);
}
