import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the package `gliner` finds with small random models of every kind: test/fixtures/gliner/make.py. */
export const fixture = path.join(__dirname, '../../test/fixtures/gliner');

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

/** The files of a model as it is published, with changes to its configuration. */
export function glinerFiles(name: string, changes: Readonly<Record<string, unknown>> = {}): Record<string, Buffer> {
  const model = golden.models[name]!;
  const files = { ...golden.tokenizers[model.tokenizer], 'gliner_config.json': { ...model.config, ...changes } };
  return {
    'model.safetensors': readFileSync(path.join(fixture, `${name}.safetensors`)),
    ...Object.fromEntries(Object.entries(files).map(([file, value]) => [file, Buffer.from(JSON.stringify(value))])),
  };
}
