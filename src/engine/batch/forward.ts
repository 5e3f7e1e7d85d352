import { plain } from '../../base/plainText';
import type { ModelHead } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { elementCount } from '../graph/graph';
import { floats, type FloatTensor, type IntegerTensor, type Tensors } from '../runtime/session';
import type { GraphRunner } from './modelRunner';

/** Tensors as a file brings them: int64, any shape. */
export type IntegerTensors = ReadonlyMap<string, IntegerTensor>;

/**
 * A head's forward pass over given tensors: `input_ids`, `attention_mask`, `token_type_ids` [b, n] and, for mlm,
 * `masked_positions` [m, 2], for gliner `word_positions` [b, w], `word_counts` [b] and `label_positions` [l], for
 * gliclass `label_positions` [b, l] and `text_positions` [b, 1]; mask and types may be left out (all real, all type 0).
 * Returns `logits` and, with `trace`, `embeddings`, `hidden.L` [b, n, hidden], `c2c.L`, `c2p.L`, `p2c.L` and `probs.L`
 * [b, heads, n, n]; a term that the model does not have is zero.
 * @throws RequestError when an input is missing or has another shape
 */
export async function forward(
  model: GraphRunner,
  head: ModelHead,
  tensors: IntegerTensors,
  trace: boolean,
): Promise<Map<string, FloatTensor>> {
  const { attention_mask: mask, ...unpadded } = textInputs(model, head, tensors);
  const ids = unpadded.input_ids;
  const padded = mask.data.includes(0n);
  const given = padded ? { ...unpadded, attention_mask: mask } : unpadded;
  const headInputs = { ...given, ...ownInputs(head, tensors, ids) };

  const result = new Map([['logits', floats(await model.run({ kind: head, padded }, headInputs), 'logits')]]);
  if (trace) {
    const traced = await model.run({ kind: 'trace', padded }, given);
    addTrace(result, model, traced, ids.shape);
  }
  return result;
}

/** The tensors of a text: `input_ids`, `attention_mask` and, for models with types, `token_type_ids`. */
interface TextInputs {
  readonly [name: string]: IntegerTensor;
  readonly input_ids: IntegerTensor;
  readonly attention_mask: IntegerTensor;
}

function textInputs(model: GraphRunner, head: ModelHead, tensors: IntegerTensors): TextInputs {
  const { config } = model;
  const ids = tensors.get('input_ids');
  if (ids?.shape.length !== 2)
    throw new RequestError(plain`The inputs need an I64 tensor "input_ids" of shape [b, n].`);
  const limit = model.maxTokens(head);
  const tokens = ids.shape[1] ?? 0;
  if (ids.data.length === 0 || tokens > limit) {
    throw new RequestError(
      plain`"input_ids" has shape [${ids.shape.join(', ')}]; this head takes 1 to ${limit} tokens a row.`,
    );
  }
  checkRange('input_ids', ids.data, config.vocabSize);
  const input = (name: string, filler: bigint, size: number): IntegerTensor => {
    const tensor = tensors.get(name) ?? { ...ids, data: new BigInt64Array(ids.data.length).fill(filler) };
    if (tensor.shape.join() !== ids.shape.join()) {
      throw new RequestError(
        plain`"${name}" has shape [${tensor.shape.join(', ')}], "input_ids" [${ids.shape.join(', ')}].`,
      );
    }
    checkRange(name, tensor.data, size);
    return tensor;
  };
  const { typeVocabSize } = config;
  const types = typeVocabSize > 0 ? { token_type_ids: input('token_type_ids', 0n, typeVocabSize) } : undefined;
  return { input_ids: ids, attention_mask: input('attention_mask', 1n, 2), ...types };
}

function checkRange(name: string, values: BigInt64Array, size: number): void {
  const wrong = values.find((value) => value < 0n || value >= BigInt(size));
  if (wrong !== undefined)
    throw new RequestError(plain`"${name}" holds ${wrong}; its values go from 0 to ${size - 1}.`);
}

/** What a head takes beside a text. */
function ownInputs(
  head: ModelHead,
  tensors: IntegerTensors,
  ids: IntegerTensor,
): Readonly<Record<string, IntegerTensor>> {
  if (head === 'mlm') return { masked_positions: maskedPositions(tensors, ids) };
  if (head === 'gliner') return wordsAndLabels(tensors, ids);
  if (head !== 'gliclass') return {};
  return {
    label_positions: columns('label_positions', tensors, ids),
    text_positions: columns('text_positions', tensors, ids, 1),
  };
}

/** Where words and labels are in a batch [b, n]: `word_positions` [b, w], `word_counts` [b], `label_positions` [l]. */
function wordsAndLabels(tensors: IntegerTensors, ids: IntegerTensor): Readonly<Record<string, IntegerTensor>> {
  const [batch, tokens = 0] = ids.shape;
  const words = tensors.get('word_positions')?.shape[1] ?? 0;
  const input = (name: string, axes: number, size: number, isOfTexts: boolean): IntegerTensor => {
    const tensor = tensors.get(name);
    const isRight =
      tensor?.shape.length === axes && tensor.data.length > 0 && (!isOfTexts || tensor.shape[0] === batch);
    if (!isRight) {
      throw new RequestError(
        plain`The gliner head needs I64 tensors "word_positions" of shape [b, w], "word_counts" [b] and "label_positions" [l].`,
      );
    }
    checkRange(name, tensor.data, size);
    return tensor;
  };
  return {
    word_positions: input('word_positions', 2, tokens, true),
    word_counts: input('word_counts', 1, words + 1, true),
    label_positions: input('label_positions', 1, tokens, false),
  };
}

/** Columns in each row of the ids, [b, any number] or [b, count]. */
function columns(name: string, tensors: IntegerTensors, ids: IntegerTensor, count?: number): IntegerTensor {
  const [rows = 0, tokens = 0] = ids.shape;
  const places = tensors.get(name);
  const [given, width = 0] = places?.shape ?? [];
  if (places?.shape.length !== 2 || given !== rows || width !== (count ?? Math.max(1, width))) {
    throw new RequestError(
      plain`The gliclass head needs an I64 tensor "${name}" of shape [${rows}, ${count ?? 'labels'}]: columns of "input_ids".`,
    );
  }
  checkRange(name, places.data, tokens);
  return places;
}

function maskedPositions(tensors: IntegerTensors, ids: IntegerTensor): IntegerTensor {
  const positions = tensors.get('masked_positions');
  if (positions?.shape.length !== 2 || positions.shape[1] !== 2 || positions.data.length === 0) {
    throw new RequestError(
      plain`The mlm head needs an I64 tensor "masked_positions" of shape [m, 2]: row and column of every mask.`,
    );
  }
  positions.data.forEach((index, i) => {
    const size = ids.shape[i % 2]!;
    if (index < 0n || index >= BigInt(size)) {
      throw new RequestError(plain`"masked_positions" holds ${index} where rows and columns go up to ${size - 1}.`);
    }
  });
  return positions;
}

function addTrace(
  result: Map<string, FloatTensor>,
  { config }: GraphRunner,
  traced: Tensors,
  [batch = 0, tokens = 0]: readonly number[],
): void {
  const square = [batch, config.numAttentionHeads, tokens, tokens];
  for (let layer = 0; layer < config.numHiddenLayers; layer++) {
    for (const term of ['c2c', 'c2p', 'p2c']) {
      const name = `${term}.${layer}`;
      result.set(name, { type: 'float32', shape: square, data: new Float32Array(elementCount(square)) });
    }
  }
  for (const name of Object.keys(traced)) {
    const tensor = floats(traced, name);
    const isStates = name === 'embeddings' || name.startsWith('hidden.');
    result.set(name, isStates ? { ...tensor, shape: [batch, tokens, config.hiddenSize] } : tensor);
  }
}
