import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { encodeGraph } from '../graph/encodeGraph';
import type { Graph } from '../graph/graph';
import { readPack, writeAtomically } from './packFile';
import type { PackProgress, WeightSource } from './packWeights';
import { packWeights } from './packWeights';

/** What lies beside a compiled graph: its hash, and the packs that its weights are in. */
interface CompiledManifest {
  readonly sha256: string;
  readonly packs: readonly string[];
}

/** How to get a graph that is not in the cache: the graph itself and the weights that go into it. */
export interface GraphSource {
  readonly graph: () => Graph;
  readonly weights: WeightSource;
}

/**
 * The path of `<name>.onnx` in `directory`, compiled before or now. An entry that is incomplete or damaged (graph,
 * manifest or weights) is compiled again. The directory stands for one checkpoint and one version of the compiler.
 */
export async function compiledGraph(
  directory: string,
  name: string,
  source: GraphSource,
  options: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress } = {},
): Promise<string> {
  const file = path.join(directory, `${name}.onnx`);
  if (await isIntact(file)) return file;
  await mkdir(directory, { recursive: true });
  const packed = await packWeights(source.graph(), directory, source.weights, options);
  const bytes = encodeGraph(packed);
  const manifest: CompiledManifest = { sha256: sha256(bytes), packs: packsOf(packed) };
  await writeAtomically(file, bytes);
  await writeAtomically(manifestOf(file), JSON.stringify(manifest));
  return file;
}

/** Forgets a compiled graph together with its weights, so that the next use compiles everything anew. */
export async function discardCompiled(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

async function isIntact(file: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(manifestOf(file), 'utf8')) as CompiledManifest;
    if (sha256(await readFile(file)) !== manifest.sha256) return false;
    for (const pack of manifest.packs) {
      if ((await readPack(path.dirname(file), `${pack}.json`)) === undefined) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function packsOf({ initializers }: Graph): string[] {
  const files = [...initializers.values()].flatMap((tensor) => (tensor.kind === 'external' ? [tensor.file] : []));
  return [...new Set(files)].sort();
}

function manifestOf(file: string): string {
  return `${file}.json`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
