import assert from 'node:assert/strict';
import path from 'node:path';
import { after } from 'node:test';
import { openCheckpoint, type Checkpoint } from '../../../src/engine/checkpoint/checkpoint';
import { SafetensorsFile } from '../../../src/engine/checkpoint/safetensors';
import type { Graph } from '../../../src/engine/graph/graph';
import type { Tensor, Tensors } from '../../../src/engine/runtime/session';
import { open } from '../autodiff/finiteDifferences';

/** What the authors' implementation computes with five tiny checkpoints; test/fixtures/reference/README.md. */
export const families = ['v1-emd', 'v1-c2p-only-types', 'v2-conv', 'v3-small-like', 'v3-unshared-projected'];

export interface ReferenceCase {
  readonly checkpoint: Checkpoint;
  readonly expected: SafetensorsFile;
  /** The model's inputs and all of the checkpoint's tensors. */
  readonly feeds: Record<string, Tensor>;
  /** Labels as targets, and 1 / batch for every row. */
  readonly labels: { readonly targets: Tensor; readonly row_weights: Tensor };
}

/** As `openReferenceCase`, closed after the tests of a file. */
export async function referenceCase(family: string): Promise<ReferenceCase> {
  const opened = await openReferenceCase(family);
  after(() => Promise.all([opened.checkpoint.close(), opened.expected.close()]));
  return opened;
}

/** The classifier of a family, with the inputs that the numbers were made from. */
export async function openReferenceCase(family: string): Promise<ReferenceCase> {
  const directory = path.join(__dirname, '../../fixtures/reference', family, 'classify');
  const checkpoint = await openCheckpoint(directory);
  const expected = await SafetensorsFile.open(path.join(directory, 'expected.safetensors'));
  const feeds: Record<string, Tensor> = {};
  const { typeVocabSize } = checkpoint.config;
  for (const name of ['input_ids', 'attention_mask', ...(typeVocabSize > 0 ? ['token_type_ids'] : [])]) {
    feeds[name] = { type: 'int64', shape: expected.info(name).shape, data: await expected.readInt64(name) };
  }
  for (const name of checkpoint.weights.names) {
    const { shape } = checkpoint.weights.info(name);
    feeds[name] = { type: 'float32', shape, data: await checkpoint.weights.readFloat32(name) };
  }
  const labels = [...(await expected.readInt64('labels'))].map(Number);
  const [batch, count] = [labels.length, 3];
  const targets = Float32Array.from({ length: batch * count }, (_, i) =>
    labels[Math.floor(i / count)] === i % count ? 1 : 0,
  );
  return {
    checkpoint,
    expected,
    feeds,
    labels: {
      targets: { type: 'float32', shape: [batch, count], data: targets },
      row_weights: { type: 'float32', shape: [batch], data: new Float32Array(batch).fill(1 / batch) },
    },
  };
}

const relativeBound = 2e-5;

/** What a graph takes of `feeds`. */
export function only(graph: Graph, feeds: Tensors): Tensors {
  const names = new Set(graph.inputs.map(({ name }) => name));
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/** Runs a graph once. */
export async function run(graph: Graph, feeds: Tensors): Promise<Tensors> {
  const session = await open(graph);
  try {
    return await session.run(only(graph, feeds));
  } finally {
    await session.release();
  }
}

/** Fails where numbers differ by more than 2e-5 of the largest of them, or of 1. */
export function compareNumbers(actual: Float32Array, wanted: Float32Array, name: string): void {
  assert.equal(actual.length, wanted.length, name);
  let scale = 1;
  for (const value of wanted) scale = Math.max(scale, Math.abs(value));
  wanted.forEach((value, i) => {
    const error = Math.abs(actual[i]! - value) / scale;
    assert.ok(error < relativeBound, `${name}[${i}] is ${actual[i]}, expected ${value}`);
  });
}
