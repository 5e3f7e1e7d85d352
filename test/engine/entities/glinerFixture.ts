import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../../../src/engine/loadedModel';
import type { Precision } from '../../../src/protocol/engineApi';
import { fixture, glinerFiles } from '../glinerFiles';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gliner-'));
const opened: LoadedModel[] = [];
after(async () => {
  await Promise.all(opened.map((model) => model.close()));
  rmSync(folder, { recursive: true });
});

/** The model's folder as it is published, with changes to its configuration. */
export function glinerFolder(name: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const directory = mkdtempSync(path.join(folder, `${name}-`));
  for (const [file, content] of Object.entries(glinerFiles(name, changes)))
    writeFileSync(path.join(directory, file), content);
  return directory;
}

export async function openGliner(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
  precision: Precision = 'fp32',
): Promise<LoadedModel> {
  return openFolder(glinerFolder(name, changes), precision);
}

/** The model without attention: each token's states, and so each word's and each label's, depend on nothing else. */
export async function openContextFree(name: string, changes: Readonly<Record<string, unknown>>): Promise<LoadedModel> {
  const directory = glinerFolder(name, changes);
  const file = await SafetensorsFile.open(path.join(fixture, `${name}.safetensors`));
  const tensors = new Map<string, TensorData>();
  for (const tensor of file.names) {
    const data = await file.readFloat32(tensor);
    if (tensor.includes('attention.output.dense')) data.fill(0);
    tensors.set(tensor, { dtype: 'F32', shape: file.info(tensor).shape, data });
  }
  await file.close();
  await writeSafetensors(path.join(directory, 'model.safetensors'), tensors);
  return openFolder(directory);
}

async function openFolder(directory: string, precision: Precision = 'fp32'): Promise<LoadedModel> {
  const options = { cacheDirectory: path.join(folder, 'cache'), provider: 'cpu', threads: 1 } as const;
  const model = await LoadedModel.open(directory, options, precision);
  opened.push(model);
  return model;
}
