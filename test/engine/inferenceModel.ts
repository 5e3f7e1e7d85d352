import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSafetensors, type TensorData } from '../../src/engine/checkpoint/safetensors';
import { letterTokenizer } from './batch/letterTokenizer';

/** Dimensions that say what a token is: the first one, a word for or against, any other. */
const dimension = { first: 0, supporting: 1, contradicting: 2, other: 3 } as const;
const hidden = 8;

/** Words by which the model decides; all others are the same to it. */
export interface DecidingWords {
  readonly supporting: readonly string[];
  readonly contradicting: readonly string[];
}

type Entries = readonly (readonly [row: number, column: number, value: number])[];

/**
 * Writes a model of natural language inference that gives known answers: a pair of texts with a supporting word is
 * entailment, with a contradicting one contradiction, with both halfway, and with none neutral. The first token attends
 * to the deciding words alone; without any, to all tokens alike.
 */
export async function writeInferenceModel(
  folder: string,
  words: DecidingWords,
  labels: readonly string[] = ['contradiction', 'neutral', 'entailment'],
): Promise<void> {
  const deciding = [...words.supporting, ...words.contradicting];
  const tokenizer = letterTokenizer() as {
    readonly added_tokens: readonly { readonly content: string; id: number }[];
    readonly model: { readonly vocab: (readonly [string, number])[] };
  };
  const { vocab } = tokenizer.model;
  const letters = vocab.length;
  // A whole word is likelier than its letters.
  vocab.push(...deciding.map((word) => [`▁${word}`, -0.1] as const));
  tokenizer.added_tokens.find(({ content }) => content === '[MASK]')!.id = vocab.length;
  const kindOf = (id: number) => {
    if (id === 1) return dimension.first;
    const word = deciding[id - letters];
    if (word === undefined) return dimension.other;
    return words.supporting.includes(word) ? dimension.supporting : dimension.contradicting;
  };
  const ids = Array.from({ length: vocab.length + 1 }, (_, id) => id);
  const outputs: Readonly<Record<string, number>> = {
    entailment: dimension.supporting,
    contradiction: dimension.contradicting,
  };
  const layer = 'deberta.encoder.layer.0';
  const identity: Entries = Array.from({ length: hidden }, (_, i) => [i, i, 1]);
  const matrices: Readonly<Record<string, Entries>> = {
    [`${layer}.attention.self.query_proj`]: [[0, dimension.first, 4]],
    [`${layer}.attention.self.key_proj`]: [dimension.supporting, dimension.contradicting].map((at) => [0, at, 4]),
    [`${layer}.attention.self.value_proj`]: identity,
    [`${layer}.attention.output.dense`]: identity,
    [`${layer}.intermediate.dense`]: [],
    [`${layer}.output.dense`]: [],
    'pooler.dense': identity,
  };
  const tensors = new Map<string, TensorData>();
  const add = (name: string, rows: number, entries: Entries, columns = hidden) => {
    const data = new Float32Array(rows * columns);
    for (const [row, column, value] of entries) data[row * columns + column] = value;
    tensors.set(name, { dtype: 'F32', shape: columns === 1 ? [rows] : [rows, columns], data });
  };
  const add1 = (name: string, value: number, rows = hidden) =>
    add(
      name,
      rows,
      Array.from({ length: rows }, (_, row) => [row, 0, value] as const),
      1,
    );
  add(
    'deberta.embeddings.word_embeddings.weight',
    ids.length,
    ids.map((id) => [id, kindOf(id), 1]),
  );
  add('deberta.encoder.rel_embeddings.weight', 16, []);
  for (const [name, entries] of Object.entries(matrices)) {
    add(`${name}.weight`, hidden, entries);
    add1(`${name}.bias`, 0);
  }
  for (const name of ['deberta.embeddings', `${layer}.attention.output`, `${layer}.output`]) {
    add1(`${name}.LayerNorm.weight`, 1);
    add1(`${name}.LayerNorm.bias`, 0);
  }
  // Relative positions are nothing to it.
  add1('deberta.encoder.LayerNorm.weight', 0);
  add1('deberta.encoder.LayerNorm.bias', 0);
  add(
    'classifier.weight',
    labels.length,
    labels.map((label, row) => [row, outputs[label] ?? dimension.other, 2]),
  );
  add1('classifier.bias', 0, labels.length);
  await mkdir(folder, { recursive: true });
  const write = (name: string, value: unknown) => writeFile(path.join(folder, name), JSON.stringify(value));
  await write('tokenizer.json', tokenizer);
  await write('config.json', {
    ...{ architectures: ['DebertaV2ForSequenceClassification'], model_type: 'deberta-v2', hidden_act: 'gelu' },
    ...{ hidden_size: hidden, intermediate_size: hidden, num_attention_heads: 1, num_hidden_layers: 1 },
    ...{ layer_norm_eps: 1e-7, max_position_embeddings: 512, max_relative_positions: -1, norm_rel_ebd: 'layer_norm' },
    ...{ pad_token_id: 0, pooler_dropout: 0, pooler_hidden_act: 'gelu', pooler_hidden_size: hidden },
    ...{ pos_att_type: ['p2c', 'c2p'], position_biased_input: false, position_buckets: 8, relative_attention: true },
    ...{ share_att_key: true, type_vocab_size: 0, vocab_size: ids.length },
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
  });
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
}
