import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, writeAtomically } from '../../base/files';
import { plain } from '../../base/plainText';
import { encodeGraph } from '../graph/encodeGraph';
import type { Graph } from '../graph/graph';
import { CacheError } from '../../protocol/errors';
import { readPack, type CheckDepth } from './packFile';
import { packWeights, type PackProgress, type WeightSource } from './packWeights';

/** What lies beside a compiled graph: its hash, and the packs that its weights are in. */
interface CompiledManifest {
  /** The checkpoint and the compiler that it was made from. */
  readonly identity: string;
  readonly sha256: string;
  readonly packs: readonly string[];
}

/** How to get a graph that is not in the cache: the graph itself and the weights that go into it. */
export interface GraphSource {
  /** Tells the checkpoint and the compiler's version from all others. */
  readonly identity: string;
  readonly graph: () => Graph;
  readonly weights: WeightSource;
}

/**
 * The path of `<name>.onnx` in `directory`, compiled before or now. An entry that is incomplete, damaged or another
 * checkpoint's is compiled again.
 * @throws CacheError when the directory cannot be written
 */
export async function compiledGraph(
  directory: string,
  name: string,
  source: GraphSource,
  options: { readonly signal?: AbortSignal; readonly onProgress?: PackProgress } = {},
): Promise<string> {
  const file = path.join(directory, `${name}.onnx`);
  if (await isCompiled(file, source.identity, 'spread')) return file;
  try {
    await makeFolder(directory);
    const packed = await packWeights(source.graph(), directory, source.identity, source.weights, options);
    const bytes = encodeGraph(packed);
    const manifest: CompiledManifest = { identity: source.identity, sha256: sha256(bytes), packs: packsOf(packed) };
    await writeAtomically(file, bytes);
    await writeAtomically(manifestOf(file), JSON.stringify(manifest));
    return file;
  } catch (error) {
    throw isSystemError(error) ? cacheError(directory, error) : error;
  }
}

/** Forgets a compiled graph together with its weights, so that the next use compiles everything from scratch. */
export async function discardCompiled(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Whether a graph is there, whole and this checkpoint's; its weights are checked as deep as asked. */
export async function isCompiled(file: string, identity: string, depth: CheckDepth): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(manifestOf(file), 'utf8')) as CompiledManifest;
    if (manifest.identity !== identity || sha256(await readFile(file)) !== manifest.sha256) return false;
    for (const pack of manifest.packs) {
      if ((await readPack(path.dirname(file), `${pack}.json`, identity, depth)) === undefined) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function cacheError(directory: string, { code = '', message }: NodeJS.ErrnoException): CacheError {
  const remedy = code === 'ENOSPC' ? 'Free some space there' : 'Check that it is a folder that may be written to';
  return new CacheError(plain`The folder for compiled models, “${directory}”, cannot be used (${message}). ${remedy}.`);
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
