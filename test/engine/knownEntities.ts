import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../src/engine/checkpoint/safetensors';

const fixture = path.join(__dirname, '../../test/fixtures/heads/v3-1');

interface TokenizerFile {
  readonly model: { readonly vocab: [string, number][] };
}

/**
 * Writes a token classifier that knows some words by heart: word → tag, such as B-PER; whatever else is O. Its layers
 * pass on what they get, so that a word has the same answer wherever it is. `unsure` words are less likely.
 */
export async function writeKnownEntities(
  folder: string,
  tags: Readonly<Record<string, string>>,
  unsure: readonly string[] = [],
): Promise<void> {
  const words = Object.entries(tags);
  const labels = ['O', ...new Set(words.map(([, tag]) => tag))];
  const read = (name: string) => JSON.parse(readFileSync(path.join(fixture, name), 'utf8')) as object;
  const write = (name: string, value: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(value));
  const tokenizer = read('tokenizer.json') as TokenizerFile;
  const first = tokenizer.model.vocab.length;
  for (const [word] of words) tokenizer.model.vocab.push([`▁${word}`, 0]);
  write('tokenizer.json', tokenizer);
  write('tokenizer_config.json', read('tokenizer_config.json'));
  write('config.json', {
    ...read('config.json'),
    vocab_size: first + words.length,
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
  });
  const file = await SafetensorsFile.open(path.join(fixture, 'model.safetensors'));
  const width = 16;
  const tensors = new Map<string, TensorData>();
  for (const name of file.names.filter((one) => !/^(?:qa_outputs|classifier)\./.test(one))) {
    const { shape } = file.info(name);
    const data = await file.readFloat32(name);
    if (name.endsWith('LayerNorm.weight')) data.fill(1);
    else data.fill(0);
    tensors.set(name, { dtype: 'F32', shape, data });
  }
  await file.close();
  const embeddings = new Float32Array((first + words.length) * width);
  for (let id = 0; id < first; id++) embeddings[id * width] = 1;
  for (const [i, [word, tag]] of words.entries()) {
    embeddings[(first + i) * width + labels.indexOf(tag)] = 1;
    if (unsure.includes(word)) embeddings[(first + i) * width] = 0.8;
  }
  const weight = new Float32Array(labels.length * width);
  for (const id of labels.keys()) weight[id * width + id] = 3;
  const set = (name: string, shape: number[], data: Float32Array) => tensors.set(name, { dtype: 'F32', shape, data });
  set('deberta.embeddings.word_embeddings.weight', [first + words.length, width], embeddings);
  set('classifier.weight', [labels.length, width], weight);
  set('classifier.bias', [labels.length], new Float32Array(labels.length));
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
}
