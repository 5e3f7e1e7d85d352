import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';

/** A line of a golden file; `spans` are code points of the text, of the pieces without [CLS] and [SEP]. */
export interface GoldenLine {
  readonly text: string;
  readonly ids: readonly number[];
  readonly pieces: readonly string[];
  readonly spans?: readonly (readonly [number, number])[];
}

const root = path.join(__dirname, '../../..');

export const directories = {
  seed: path.join(root, 'models/bundled'),
  v3: path.join(root, '../shared/tokenizers/deberta-v3'),
  v1: path.join(root, '../shared/tokenizers/deberta-v1'),
} as const;

export type Vocabulary = keyof typeof directories;
export const vocabularies = Object.keys(directories) as Vocabulary[];

const loaded = new Map<Vocabulary, Promise<Tokenizer>>();

/** The tokenizer, loaded once; undefined, and the test skipped, where the shared vocabularies are not at hand. */
export async function tokenizerFor(vocabulary: Vocabulary, t: TestContext): Promise<Tokenizer | undefined> {
  const directory = directories[vocabulary];
  if (vocabulary !== 'seed' && !existsSync(directory)) {
    t.skip(`needs ../shared/tokenizers/${path.basename(directory)}`);
    return undefined;
  }
  const tokenizer = loaded.get(vocabulary) ?? loadTokenizer(directory);
  loaded.set(vocabulary, tokenizer);
  return tokenizer;
}

export function goldenLines(vocabulary: Vocabulary): GoldenLine[] {
  const name = { seed: 'seed.json', v3: 'deberta-v3.json', v1: 'deberta-v1.json' }[vocabulary];
  return JSON.parse(readFileSync(path.join(root, 'test/fixtures/tokenizers', name), 'utf8')) as GoldenLine[];
}
