import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Encoding } from '../../protocol/text';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { GraphVariant } from '../model/modelGraph';
import type { IntegerTensor, Tensors } from '../runtime/session';
import type { GraphRunner } from './modelRunner';

/** int64 values as a tensor. */
export function int64(values: readonly number[], shape: readonly number[]): IntegerTensor {
  return { type: 'int64', shape, data: BigInt64Array.from(values, (value) => BigInt(value)) };
}

/**
 * One text as the inputs of a graph without padding: `input_ids` and, where the model has them, `token_type_ids`, [1,
 * tokens].
 * @throws RequestError when the text is longer than the model takes
 */
export function inputTensors(
  model: GraphRunner,
  kind: GraphVariant['kind'],
  { ids, types }: Encoding,
): Record<string, IntegerTensor> {
  requireFits(model, kind, ids.length);
  const shape = [1, ids.length];
  const inputs: Record<string, IntegerTensor> = { input_ids: int64(ids, shape) };
  if (model.config.typeVocabSize > 0) inputs.token_type_ids = int64(types, shape);
  return inputs;
}

/** @throws RequestError when the model doesn't take this many tokens */
export function requireFits(model: GraphRunner, kind: GraphVariant['kind'], tokens: number): void {
  const limit = model.maxTokens(kind);
  if (tokens <= limit) return;
  throw new RequestError(
    plain`The text has ${tokens} tokens; ${model.description.name} takes up to ${limit}. Choose a shorter part of it.`,
  );
}

/**
 * Checks that the weights have a row for every token and token type of the inputs: a tokenizer may have tokens added
 * that the weights never got.
 * @throws RequestError
 */
export function requireKnownTokens(inputs: Tensors, { vocabSize, typeVocabSize }: DebertaConfig): void {
  const sizes = [
    ['input_ids', 'token', vocabSize],
    ['token_type_ids', 'token type', typeVocabSize],
  ] as const;
  for (const [name, what, size] of sizes) {
    const tensor = inputs[name];
    const stranger = tensor?.type === 'int64' ? tensor.data.find((id) => id >= BigInt(size)) : undefined;
    if (stranger === undefined) continue;
    throw new RequestError(
      plain`The text has the ${what} ${stranger}, but the weights only go up to ${size - 1}. Use the tokenizer files that were saved with the weights.`,
    );
  }
}
