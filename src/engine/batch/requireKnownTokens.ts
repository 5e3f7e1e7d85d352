import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Tensors } from '../runtime/session';

/**
 * Sees that the weights have a row for every token and token type of the inputs: a tokenizer may have tokens added that the weights never got.
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
