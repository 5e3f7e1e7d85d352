import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { openCheckpoint } from '../../src/engine/checkpoint/checkpoint';
import { writeSafetensors, type TensorData } from '../../src/engine/checkpoint/safetensors';
import { letterTokenizer } from './batch/letterTokenizer';
import { folderWith, reference } from './checkpoint/fixtures';

/** How a copy of a reference model differs from it. */
interface Change {
  readonly config?: object;
  readonly without?: RegExp;
  /** Added to the tensors, or in the place of one. */
  readonly tensors?: Readonly<Record<string, TensorData>>;
  readonly factor?: number;
  /** In the place of every weight. */
  readonly weight?: number;
}

/** A copy of a reference model with a tokenizer of letters. */
export async function variant(t: TestContext, name: string, change: Change): Promise<string> {
  const folder = folderWith(t, { 'tokenizer.json': JSON.stringify(letterTokenizer()) });
  const config = JSON.parse(readFileSync(path.join(reference(name), 'config.json'), 'utf8')) as object;
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ ...config, ...change.config }));
  const source = await openCheckpoint(reference(name));
  const tensors = new Map<string, TensorData>();
  for (const tensor of source.weights.names.filter((one) => change.without?.test(one) !== true)) {
    const data = (await source.weights.readFloat32(tensor)).map(
      (value) => change.weight ?? value * (change.factor ?? 1),
    );
    tensors.set(tensor, { dtype: 'F32', shape: source.weights.info(tensor).shape, data });
  }
  await source.close();
  for (const [tensor, data] of Object.entries(change.tensors ?? {})) tensors.set(tensor, data);
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}
