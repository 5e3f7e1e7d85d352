import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { letterTokenizer } from '../batch/letterTokenizer';

/** Words with a piece of their own; all others are spelled in letters, which mean nothing to these models. */
const words = ['June', 'May', 'certainly'] as const;
const special = { '[CLS]': 1 };
const hidden = 16;
const inner = 16;

interface Vocabulary {
  readonly tokenizer: object;
  readonly pieces: readonly string[];
}

function vocabulary(): Vocabulary {
  const letters = letterTokenizer() as {
    added_tokens: { content: string; id: number }[];
    model: { vocab: [string, number][] };
  };
  const vocab = [...letters.model.vocab, ...words.map((word): [string, number] => [`▁${word}`, -1])];
  const added = letters.added_tokens.map((one) => (one.content === '[MASK]' ? { ...one, id: vocab.length } : one));
  return {
    tokenizer: { ...letters, added_tokens: added, model: { ...letters.model, vocab } },
    pieces: [...vocab.map(([piece]) => piece), '[MASK]'],
  };
}

/** A matrix [rows, columns] that is zero but for what is given as [row, column, value]. */
function matrix(rows: number, columns: number, ...values: readonly (readonly [number, number, number])[]): TensorData {
  const data = new Float32Array(rows * columns);
  for (const [row, column, value] of values) data[row * columns + column] = value;
  return { dtype: 'F32', shape: [rows, columns], data };
}

const vector = (size: number, value = 0): TensorData => ({
  dtype: 'F32',
  shape: [size],
  data: new Float32Array(size).fill(value),
});
const identity = () => matrix(hidden, hidden, ...Array.from({ length: hidden }, (_, i) => [i, i, 1] as const));

/** Each word that means something, and [CLS], has two coordinates of its own, so that a norm keeps them apart. */
function direction(piece: string): number {
  if (piece in special) return 0;
  return 2 * (words.findIndex((word) => piece === `▁${word}`) + 1);
}

/** One layer that passes its input on, with the mean of all tokens added where tokens are `mixed`. */
function encoder({ pieces }: Vocabulary, mixed: boolean): Map<string, TensorData> {
  const embeddings = pieces.flatMap((piece, id) => {
    const at = direction(piece);
    const isWord = at > 0 || piece in special;
    const first = isWord ? at : hidden - 2;
    return [[id, first, 1] as const, [id, first + 1, -1] as const];
  });
  const layer = 'deberta.encoder.layer.0';
  const linear = (name: string, weight: TensorData): [string, TensorData][] => [
    [`${name}.weight`, weight],
    [`${name}.bias`, vector(weight.shape[0]!)],
  ];
  const norm = (name: string): [string, TensorData][] => [
    [`${name}.weight`, vector(hidden, 1)],
    [`${name}.bias`, vector(hidden)],
  ];
  const mixing = mixed ? identity() : matrix(hidden, hidden);
  return new Map([
    ['deberta.embeddings.word_embeddings.weight', matrix(pieces.length, hidden, ...embeddings)],
    ...norm('deberta.embeddings.LayerNorm'),
    ...norm('deberta.encoder.LayerNorm'),
    ['deberta.encoder.rel_embeddings.weight', matrix(16, hidden)],
    ...linear(`${layer}.attention.self.query_proj`, matrix(hidden, hidden)),
    ...linear(`${layer}.attention.self.key_proj`, matrix(hidden, hidden)),
    ...linear(`${layer}.attention.self.value_proj`, mixing),
    ...linear(`${layer}.attention.output.dense`, mixing),
    ...norm(`${layer}.attention.output.LayerNorm`),
    ...linear(`${layer}.intermediate.dense`, matrix(inner, hidden)),
    ...linear(`${layer}.output.dense`, matrix(hidden, inner)),
    ...norm(`${layer}.output.LayerNorm`),
  ]);
}

async function writeCheckpoint(folder: string, architecture: string, mixed: boolean, head: Map<string, TensorData>) {
  const known = vocabulary();
  const labels = architecture.endsWith('SequenceClassification') ? { id2label: { 0: 'LABEL_0' } } : {};
  const config = {
    ...{ architectures: [architecture], model_type: 'deberta-v2', hidden_act: 'gelu', layer_norm_eps: 1e-7 },
    ...{ hidden_size: hidden, intermediate_size: inner, num_attention_heads: 2, num_hidden_layers: 1 },
    ...{ max_position_embeddings: 512, max_relative_positions: -1, position_buckets: 8, relative_attention: true },
    ...{ pos_att_type: ['c2p', 'p2c'], share_att_key: true, norm_rel_ebd: 'layer_norm', position_biased_input: false },
    ...{ type_vocab_size: 0, vocab_size: known.pieces.length, pad_token_id: 0, pooler_hidden_size: hidden, ...labels },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(path.join(folder, 'tokenizer.json'), JSON.stringify(known.tokenizer));
  await writeSafetensors(path.join(folder, 'model.safetensors'), new Map([...encoder(known, mixed), ...head]));
  return folder;
}

/** A model to which every question's answer is “June”, less surely “May”, and otherwise that there is none. */
export function readerCheckpoint(folder: string): Promise<string> {
  const logits = [0, 1].flatMap((side) => [
    [side, direction('[CLS]'), 2] as const,
    [side, direction('▁June'), 4] as const,
    [side, direction('▁May'), 2.3] as const,
  ]);
  const head = new Map([
    ['qa_outputs.weight', matrix(2, hidden, ...logits)],
    ['qa_outputs.bias', vector(2)],
  ]);
  return writeCheckpoint(folder, 'DebertaV2ForQuestionAnswering', false, head);
}

/** A model that gives a pair of texts the higher score the more “certainly” there is in it. */
export function rerankerCheckpoint(folder: string): Promise<string> {
  const head = new Map([
    ['pooler.dense.weight', identity()],
    ['pooler.dense.bias', vector(hidden)],
    ['classifier.weight', matrix(1, hidden, [0, direction('▁certainly'), 5])],
    ['classifier.bias', vector(1)],
  ]);
  return writeCheckpoint(folder, 'DebertaV2ForSequenceClassification', true, head);
}
