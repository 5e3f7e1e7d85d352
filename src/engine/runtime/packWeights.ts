import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CheckpointError } from '../../protocol/errors';
import type { ComputedInitializer, ExternalTensor, Graph, Initializer, Value, WeightInitializer } from '../graph/graph';
import type { FloatTensor } from './session';
import type { Pack } from './packFile';
import { PackWriter, readPack } from './packFile';
import { evaluateConstant } from './evaluateConstant';
import type { Chunks } from './quantiseMatrix';
import { quantiseMatrix } from './quantiseMatrix';
import { tensorKey } from './tensorKey';

/** Where the bytes of a checkpoint come from; `Weights` of checkpoint/ is one. */
export interface WeightSource {
  readFloat32(name: string): Promise<Float32Array>;
  streamFloat32(name: string): AsyncIterable<Float32Array>;
}

/** Told after every tensor: how many of how many are written. */
export type PackProgress = (done: number, total: number) => void;

/**
 * Puts every weight and computed tensor of a graph into packs in `directory`, except those that an earlier graph of the
 * same checkpoint has put there, and returns the graph with `external` tensors in their place. Weights stream through
 * in chunks; a checkpoint is never held whole.
 */
export async function packWeights(
  graph: Graph,
  directory: string,
  weights: WeightSource,
  options: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress } = {},
): Promise<Graph> {
  const known = new Map<string, ExternalTensor>();
  for (const pack of await intactPacks(directory)) addTensors(known, pack);

  const missing = new Map<string, Initializer>();
  for (const initializer of graph.initializers.values()) {
    if (initializer.kind === 'inline' || initializer.kind === 'external') continue;
    const key = tensorKey(initializer);
    if (!known.has(key)) missing.set(key, initializer);
  }
  if (missing.size > 0) addTensors(known, await writePack(directory, missing, weights, options));

  const initializers = new Map<Value, Initializer>();
  for (const [name, initializer] of graph.initializers) {
    const packed = initializer.kind === 'inline' ? undefined : known.get(tensorKey(initializer));
    initializers.set(name, packed === undefined ? initializer : { kind: 'external', ...packed });
  }
  return { ...graph, initializers };
}

/** The packs of a directory that are whole; what is left of damaged ones is removed. */
async function intactPacks(directory: string): Promise<Pack[]> {
  const packs: Pack[] = [];
  for (const manifest of (await readdir(directory)).filter((name) => /^weights-.*\.bin\.json$/.test(name))) {
    const pack = await readPack(directory, manifest);
    if (pack !== undefined) packs.push(pack);
    else
      for (const name of [manifest, manifest.slice(0, -'.json'.length)])
        await rm(path.join(directory, name), { force: true });
  }
  return packs;
}

function addTensors(known: Map<string, ExternalTensor>, pack: Pack): void {
  for (const [key, tensor] of Object.entries(pack.tensors)) known.set(key, tensor);
}

async function writePack(
  directory: string,
  tensors: ReadonlyMap<string, Initializer>,
  weights: WeightSource,
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress },
): Promise<Pack> {
  const name = createHash('sha256')
    .update([...tensors.keys()].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
  const writer = await PackWriter.create(directory, `weights-${name}.bin`);
  try {
    let done = 0;
    for (const [key, initializer] of tensors) {
      signal?.throwIfAborted();
      await addTensor(writer, key, initializer, weights);
      onProgress?.(++done, tensors.size);
    }
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function addTensor(
  writer: PackWriter,
  key: string,
  initializer: Initializer,
  weights: WeightSource,
): Promise<void> {
  if (initializer.kind === 'inline' || initializer.kind === 'external') return;
  if (initializer.kind === 'quantised') {
    const { shape, chunks } = await numbersOf(key, initializer.source, weights);
    const quantised = quantiseMatrix(chunks, shape, initializer);
    await writer.add(key, quantised.type, quantised.shape, quantised.bytes);
  } else {
    const { shape, chunks } = await numbersOf(key, initializer, weights);
    await writer.add(key, 'float32', shape, bytesOf(chunks));
  }
}

/** The numbers of a tensor: streamed out of the checkpoint, or computed now. */
async function numbersOf(
  key: string,
  initializer: WeightInitializer | ComputedInitializer,
  weights: WeightSource,
): Promise<{ shape: readonly number[]; chunks: Chunks }> {
  if (initializer.kind === 'weight') {
    return { shape: initializer.shape, chunks: weights.streamFloat32(initializer.tensor) };
  }
  const result = await evaluateConstant(initializer.graph, (tensor) => weights.readFloat32(tensor));
  checkFinite(key, result);
  return { shape: result.shape, chunks: [result.data] };
}

/** A folded tensor that is not finite would poison every answer without a word. */
function checkFinite(key: string, { data }: FloatTensor): void {
  if (!data.every(Number.isFinite)) {
    throw new CheckpointError(
      `The checkpoint's weights give values that are not finite (${key}): the file is damaged, download it again.`,
    );
  }
}

async function* bytesOf(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const { buffer, byteOffset, byteLength } of chunks) yield new Uint8Array(buffer, byteOffset, byteLength);
}
