import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Encoding } from '../../protocol/text';
import type { GraphVariant } from '../model/modelGraph';
import type { IntegerTensor } from '../runtime/session';
import type { GraphRunner } from './modelRunner';

/** int64 values as a tensor. */
export function int64(values: readonly number[], shape: readonly number[]): IntegerTensor {
  return { type: 'int64', shape, data: BigInt64Array.from(values, (value) => BigInt(value)) };
}

/**
 * One text as the inputs of a graph without padding: `input_ids` and, where the model has them, `token_type_ids`, [1, tokens].
 * @throws RequestError when the text is longer than the model takes
 */
export function inputTensors(
  model: GraphRunner,
  head: GraphVariant['head'],
  { ids, types }: Encoding,
): Record<string, IntegerTensor> {
  requireFits(model, head, ids.length);
  const shape = [1, ids.length];
  const inputs: Record<string, IntegerTensor> = { input_ids: int64(ids, shape) };
  if (model.config.typeVocabSize > 0) inputs.token_type_ids = int64(types, shape);
  return inputs;
}

/** @throws RequestError when so many tokens are more than the model takes */
export function requireFits(model: GraphRunner, head: GraphVariant['head'], tokens: number): void {
  const limit = model.maxTokens(head);
  if (tokens <= limit) return;
  throw new RequestError(
    plain`The text has ${tokens} tokens; ${model.description.name} takes up to ${limit}. Choose a shorter part of it.`,
  );
}
