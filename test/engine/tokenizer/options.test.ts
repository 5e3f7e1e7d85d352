import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';

/** A tokenizer.json (its model names a vocabulary), the options in tokenizer_config.json, and the texts' ids. */
interface Case {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly file: { readonly model: string; readonly added_tokens: readonly { readonly id: number; content: string }[] };
  readonly ids: readonly (readonly number[])[];
}

const roles = ['[PAD]', '[CLS]', '[SEP]', '[UNK]', '[MASK]'];
const fixtures = path.join(__dirname, '../../fixtures/tokenizers');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(fixtures, name), 'utf8'));

describe('options as Transformers 4 and 5 read them (fixtures/tokenizers/options.py):', () => {
  const { texts, cases } = read('options.json') as {
    readonly texts: readonly string[];
    readonly cases: readonly Case[];
  };
  const vocabularies = read('vocabularies.json') as Readonly<Record<string, object>>;
  const directory = mkdtempSync(path.join(tmpdir(), 'options-'));
  after(() => rmSync(directory, { recursive: true }));

  for (const { name, config, file, ids } of cases) {
    test(name, async () => {
      const model = file.added_tokens.reduce(
        (written, { content }, id) => written.replaceAll(JSON.stringify(roles[id]), JSON.stringify(content)),
        JSON.stringify(vocabularies[file.model]),
      );
      const tokenizerFile = JSON.stringify({ ...file, model: JSON.parse(model) as object });
      writeFileSync(path.join(directory, 'tokenizer.json'), tokenizerFile);
      writeFileSync(path.join(directory, 'tokenizer_config.json'), JSON.stringify(config));
      const tokenizer = await loadTokenizer(directory);
      assert.deepEqual(
        texts.map((text) => tokenizer.encode(text).ids.slice(1, -1)),
        ids,
      );
    });
  }
});
