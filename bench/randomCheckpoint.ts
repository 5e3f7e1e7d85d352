import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TensorData } from '../src/engine/checkpoint/safetensors';
import { writeSafetensors } from '../src/engine/checkpoint/safetensors';
import { layoutConfig } from '../test/engine/checkpoint/layoutConfig';

/** A size; weights are random, which costs the same time as trained ones. */
export interface ModelSize {
  readonly name: string;
  readonly layers: number;
  readonly vocabulary: number;
  /** 768 and 12, as in most published v3 models, when absent. */
  readonly hidden?: number;
  readonly heads?: number;
}

export const v3Small: ModelSize = { name: 'v3-small', layers: 6, vocabulary: 128_100 };
export const base: ModelSize = { name: 'base', layers: 12, vocabulary: 128_100 };

/**
 * A generator has the masked-LM head, a discriminator the replaced-token head, `nli` a classifier of inference;
 * `gliclass` has that model's projectors, and its tokens in the table's last rows.
 */
export type ModelKind = 'generator' | 'discriminator' | 'nli' | 'gliclass';

const nliLabels = ['contradiction', 'entailment', 'neutral'];

/** Makes a word likelier than all others together, whatever the random weights say. */
const certain = 20;

/** As in added_tokens.json. */
export function gliclassTokens(vocabulary: number): Record<string, number> {
  return { '<<LABEL>>': vocabulary - 2, '<<SEP>>': vocabulary - 1 };
}

/** Writes a random v3 checkpoint, once, and returns its folder. A generator is sure of the token `favorite`. */
export async function randomCheckpoint(
  directory: string,
  size: ModelSize,
  kind: ModelKind,
  favorite?: number,
): Promise<string> {
  const folder = path.join(directory, [size.name, kind, ...(favorite === undefined ? [] : [favorite])].join('-'));
  if (existsSync(folder)) return folder;
  const partial = `${folder}.incomplete`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, 'config.json'), JSON.stringify(config(size, kind)));
  await writeSafetensors(path.join(partial, 'model.safetensors'), tensors(size, kind, favorite));
  await rename(partial, folder);
  return folder;
}

function config({ layers, vocabulary, hidden = 768, heads = 12 }: ModelSize, kind: ModelKind): Record<string, unknown> {
  const encoder = layoutConfig({ hidden, layers, heads, vocabulary });
  if (kind !== 'gliclass') return { ...(kind === 'nli' ? { id2label: { ...nliLabels } } : undefined), ...encoder };
  const [class_token_index, text_token_index] = Object.values(gliclassTokens(vocabulary));
  const tokens = { class_token_index, text_token_index };
  return { model_type: 'GLiClass', encoder_config: encoder, hidden_size: hidden, prompt_first: true, ...tokens };
}

function tensors(
  { layers, vocabulary, hidden = 768 }: ModelSize,
  kind: ModelKind,
  favorite?: number,
): Map<string, TensorData> {
  const intermediate = 4 * hidden;
  const result = new Map<string, TensorData>();
  const add = (name: string, ...shape: number[]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b));
    const center = /LayerNorm\.weight$/.test(name) ? 1 : 0;
    for (let i = 0; i < data.length; i++) data[i] = center + 0.07 * (Math.random() - 0.5);
    result.set(name, { dtype: 'F32', shape, data });
  };
  const linear = (name: string, output: number, input: number) => {
    add(`${name}.weight`, output, input);
    add(`${name}.bias`, output);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, hidden);
    add(`${name}.bias`, hidden);
  };
  add('deberta.embeddings.word_embeddings.weight', vocabulary, hidden);
  add('deberta.embeddings.position_embeddings.weight', 512, hidden);
  norm('deberta.embeddings.LayerNorm');
  add('deberta.encoder.rel_embeddings.weight', 512, hidden);
  norm('deberta.encoder.LayerNorm');
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `deberta.encoder.layer.${layer}`;
    for (const projection of ['query_proj', 'key_proj', 'value_proj']) {
      linear(`${prefix}.attention.self.${projection}`, hidden, hidden);
    }
    linear(`${prefix}.attention.output.dense`, hidden, hidden);
    norm(`${prefix}.attention.output.LayerNorm`);
    linear(`${prefix}.intermediate.dense`, intermediate, hidden);
    linear(`${prefix}.output.dense`, hidden, intermediate);
    norm(`${prefix}.output.LayerNorm`);
  }
  if (kind === 'nli') {
    linear('pooler.dense', hidden, hidden);
    linear('classifier', nliLabels.length, hidden);
    return result;
  }
  if (kind === 'gliclass') {
    for (const projector of ['text_projector', 'classes_projector'])
      for (const layer of ['linear_1', 'linear_2']) linear(`${projector}.${layer}`, hidden, hidden);
    return result;
  }
  const head = kind === 'generator' ? 'lm_predictions.lm_head' : 'mask_predictions';
  linear(`${head}.dense`, hidden, hidden);
  norm(`${head}.LayerNorm`);
  if (kind === 'generator') add(`${head}.bias`, vocabulary);
  else linear(`${head}.classifier`, 1, hidden);
  if (favorite !== undefined) result.get(`${head}.bias`)!.data[favorite] = certain;
  return result;
}
