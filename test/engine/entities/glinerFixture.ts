import { mkdirSync, mkdtempSync, readFileSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
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
  mkdirSync(directory, { recursive: true });
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
  const options = { cacheDirectory: path.join(folder, 'cache'), provider: 'cpu', threads: 1 } as const;
  const model = await LoadedModel.open(glinerFolder(name, changes), options, precision);
  opened.push(model);
  return model;
}
