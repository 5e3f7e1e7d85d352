import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isRunning } from '../../base/isRunning';
import { plain, type PlainText } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { encodeGraph } from '../graph/encodeGraph';
import type {
  ComputedInitializer,
  ExternalTensor,
  Graph,
  Initializer,
  Value,
  WeightInitializer,
  ValueInfo,
} from '../graph/graph';
import { halfBits } from '../checkpoint/floatConversion';
import { PackWriter, readPack, type Pack } from './packFile';
import { quantizeMatrix, type Chunks } from './quantizeMatrix';
import { areFinite } from './requireFinite';
import { Session, floats, type FloatTensor, type Tensor } from './session';

/** Where the bytes of a checkpoint come from; `Weights` of checkpoint/ is one. */
export interface WeightSource {
  readFloat32(name: string): Promise<Float32Array>;
  streamFloat32(name: string): AsyncIterable<Float32Array>;
}

/** An initializer whose bytes have to be brought into a file. */
type PackableInitializer = Exclude<Initializer, { readonly kind: 'inline' | 'external' }>;

/** Called after each tensor with (written, total). */
export type PackProgress = (done: number, total: number) => void;

/**
 * Puts every weight and computed tensor of a graph into packs in `directory`, except those that an earlier graph of the
 * same checkpoint (`identity`) has put there, and returns the graph with `external` tensors in their place. Weights
 * stream through in chunks; a checkpoint is never held whole.
 */
export async function packWeights(
  graph: Graph,
  directory: string,
  identity: string,
  weights: WeightSource,
  options: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress } = {},
): Promise<Graph> {
  const known = new Map<string, ExternalTensor>();
  await removeLeftOvers(directory);
  for (const pack of await intactPacks(directory, identity)) addTensors(known, pack);

  const keys = new Map<Value, string>();
  const missing = new Map<string, PackableInitializer>();
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'inline' || initializer.kind === 'external') continue;
    const key = tensorKey(initializer);
    keys.set(name, key);
    if (!known.has(key)) missing.set(key, initializer);
  }
  if (missing.size > 0) addTensors(known, await writePack(directory, identity, missing, weights, options));

  const initializers = new Map<Value, Initializer>(graph.initializers);
  for (const [name, key] of keys) initializers.set(name, { kind: 'external', ...known.get(key)! });
  return { ...graph, initializers };
}

/** The packs of a directory that are whole and of this identity. */
async function intactPacks(directory: string, identity: string): Promise<Pack[]> {
  const packs: Pack[] = [];
  for (const manifest of (await readdir(directory)).filter((name) => /^weights-[0-9a-f]{16}\.bin\.json$/.test(name))) {
    const pack = await readPack(directory, manifest, identity);
    if (pack !== undefined) packs.push(pack);
  }
  return packs;
}

/** What is written under the number of the process that writes it, until it is whole (packFile). */
const unfinished =
  /^(?:weights-[0-9a-f]{16}\.bin|[\w.-]+\.onnx|origin)(?:\.json)?(?:\.[0-9a-f-]{36})?\.(\d+)\.incomplete$/;

/** Removes what processes that are gone have left unfinished. */
async function removeLeftOvers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const owner = unfinished.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(path.join(directory, name), { force: true });
  }
}

function addTensors(known: Map<string, ExternalTensor>, pack: Pack): void {
  for (const [key, tensor] of Object.entries(pack.tensors)) known.set(key, tensor);
}

async function writePack(
  directory: string,
  identity: string,
  tensors: ReadonlyMap<string, PackableInitializer>,
  weights: WeightSource,
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress },
): Promise<Pack> {
  const name = createHash('sha256')
    .update([identity, ...[...tensors.keys()].sort()].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const writer = await PackWriter.create(directory, `weights-${name}.bin`, identity);
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
  initializer: PackableInitializer,
  weights: WeightSource,
): Promise<void> {
  if (initializer.kind === 'quantized') {
    const { shape, chunks } = await numbersOf(initializer.source, weights);
    const quantized = quantizeMatrix(chunks, shape, initializer);
    await writer.add(key, quantized.type, quantized.shape, quantized.bytes);
  } else if (initializer.kind === 'half') {
    const { shape, chunks } = await numbersOf(initializer.source, weights);
    await writer.add(key, 'float16', shape, halves(chunks));
  } else {
    const { shape, chunks } = await numbersOf(initializer, weights);
    await writer.add(key, 'float32', shape, bytesOf(chunks));
  }
}

/** The numbers of a tensor: streamed out of the checkpoint, or computed now. */
async function numbersOf(
  initializer: WeightInitializer | ComputedInitializer,
  weights: WeightSource,
): Promise<{ shape: readonly number[]; chunks: Chunks }> {
  if (initializer.kind === 'weight') {
    const damaged = plain`Tensor "${initializer.tensor}" holds numbers that are not finite: the file is damaged. Get it again.`;
    return { shape: initializer.shape, chunks: finite(damaged, weights.streamFloat32(initializer.tensor)) };
  }
  const { shape, data } = await evaluateConstant(initializer.graph, (tensor) => weights.readFloat32(tensor));
  const overflow = plain`The model gives no finite numbers: its weights are damaged or too large for 32 bits. Get the model again.`;
  return { shape, chunks: finite(overflow, [data]) };
}

/** The same numbers, as long as they are numbers: one NaN would poison every answer without a word. */
async function* finite(fault: PlainText, chunks: Chunks): AsyncGenerator<Float32Array> {
  for await (const chunk of chunks) {
    if (!areFinite(chunk)) throw new CheckpointError(fault);
    yield chunk;
  }
}

async function* halves(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield new Uint8Array(halfBits(chunk).buffer);
}

async function* bytesOf(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const { buffer, byteOffset, byteLength } of chunks) yield new Uint8Array(buffer, byteOffset, byteLength);
}

type WeightReader = (tensor: string) => Promise<Float32Array>;

/** Runs a constant graph (no inputs, one output; weights by name) once, on the CPU, and returns its output. */
export async function evaluateConstant(graph: Graph, readWeight: WeightReader): Promise<FloatTensor> {
  const inputs: ValueInfo[] = [];
  const feeds: Record<string, Tensor> = {};
  const initializers = new Map<Value, Initializer>();
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'weight') {
      const { shape } = initializer;
      inputs.push({ name, type: 'float32', shape });
      feeds[name] = { type: 'float32', shape, data: await readWeight(initializer.tensor) };
    } else {
      initializers.set(name, initializer);
    }
  }
  const session = await Session.open(encodeGraph({ ...graph, inputs, initializers }), {
    provider: 'cpu',
    threads: 1,
    optimize: false,
  });
  try {
    return floats(await session.run(feeds), graph.name);
  } finally {
    await session.release();
  }
}

/**
 * A name for an initializer's contents that does not depend on the graph it is in: the tensor's own, or a hash of the
 * computation. Graphs of one checkpoint find each other's packed tensors by it.
 */
function tensorKey(initializer: Initializer): string {
  switch (initializer.kind) {
    case 'weight':
      return initializer.tensor;
    case 'half':
      return `half:${tensorKey(initializer.source)}`;
    case 'quantized': {
      const { source, part, signed, levels, transposed } = initializer;
      return `${part}.${signed ? 'signed' : 'unsigned'}${levels}.${transposed ? 'transposed' : 'rows'}:${tensorKey(source)}`;
    }
    case 'computed':
      return `computed:${createHash('sha256').update(expression(initializer.graph, initializer.graph.name)).digest('hex')}`;
    case 'inline':
    case 'external':
      throw new TypeError(`A tensor that is ${initializer.kind} needs no key.`);
  }
}

/** The computation of `value` as an expression over weights and constants, free of the names of nodes. */
function expression(graph: Graph, value: Value): string {
  const initializer = graph.initializers.get(value);
  if (initializer?.kind === 'inline') return `[${initializer.shape.join()}:${initializer.data.join()}]`;
  if (initializer !== undefined) return tensorKey(initializer);
  const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
  if (node === undefined) return '';
  const inputs = node.inputs.map((input) => expression(graph, input)).join();
  return `${node.op}.${node.outputs.indexOf(value)}${JSON.stringify(node.attributes)}(${inputs})`;
}
