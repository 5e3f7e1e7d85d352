import { mkdtempSync, readFileSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { LoadedModel } from '../../../src/engine/loadedModel';
import type { Precision } from '../../../src/protocol/engineApi';

/** What the package `gliner` finds with small random models of every kind: test/fixtures/gliner/make.py. */
export const fixture = path.join(__dirname, '../../fixtures/gliner');

type FoundEntity = readonly [start: number, end: number, label: string, score: number];

interface Golden {
  readonly labels: readonly string[];
  readonly texts: readonly string[];
  /** Files by name, of either kind. */
  readonly tokenizers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly models: Readonly<
    Record<
      string,
      {
        readonly tokenizer: string;
        readonly config: Readonly<Record<string, unknown>>;
        /** By threshold, of each text. */
        readonly entities: Readonly<Record<string, readonly (readonly FoundEntity[])[]>>;
      }
    >
  >;
}

export const golden = JSON.parse(readFileSync(path.join(fixture, 'golden.json'), 'utf8')) as Golden;

const folder = mkdtempSync(path.join(os.tmpdir(), 'gliner-'));
const opened: LoadedModel[] = [];
after(async () => {
  await Promise.all(opened.map((model) => model.close()));
  rmSync(folder, { recursive: true });
});

/** The model's folder as it is published, with changes to its configuration. */
export function glinerFolder(name: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const model = golden.models[name]!;
  const directory = mkdtempSync(path.join(folder, `${name}-`));
  copyFileSync(path.join(fixture, `${name}.safetensors`), path.join(directory, 'model.safetensors'));
  const files = { ...golden.tokenizers[model.tokenizer], 'gliner_config.json': { ...model.config, ...changes } };
  for (const [file, value] of Object.entries(files)) writeFileSync(path.join(directory, file), JSON.stringify(value));
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
