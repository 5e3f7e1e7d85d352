import { plain } from '../../base/plainText';
import type { ModelHead } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { elementCount } from '../graph/graph';
import { floats, type FloatTensor, type IntegerTensor, type Tensors } from '../runtime/session';
import { checkRange, headInputs, type IntegerTensors } from './headInputs';
import type { GraphRunner } from './modelRunner';

/**
 * A head's forward pass over given tensors: `input_ids`, `attention_mask`, `token_type_ids` [b, n], and what the head
 * takes beside them (headInputs); mask and types may be left out (all real, all type 0). Returns `logits` and, with
 * `trace`, `embeddings`, `hidden.L` [b, n, hidden], `c2c.L`, `c2p.L`, `p2c.L` and `probs.L` [b, heads, n, n]; a term
 * that the model does not have is zero.
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
  const inputs = { ...given, ...headInputs(head, tensors, ids) };

  const result = new Map([['logits', floats(await model.run({ kind: head, padded }, inputs), 'logits')]]);
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
