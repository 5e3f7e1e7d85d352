import type { ReplacedToken } from '../../protocol/predictions';
import { sigmoid } from '../batch/probability';
import { floats } from '../runtime/session';
import { inputTensors } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';

/** For every token, special ones left out, the probability that it is not what the writer would have written. */
export async function detectReplaced(
  model: ModelRunner,
  { text }: { readonly text: string },
): Promise<readonly ReplacedToken[]> {
  const encoding = model.tokenizer.encode(text);
  const outputs = await model.run({ kind: 'rtd', padded: false }, inputTensors(model, 'rtd', encoding));
  const logits = floats(outputs, 'logits');
  return encoding.tokens
    .map((token, i) => ({ range: encoding.ranges[i]!, token, probability: sigmoid(logits.data[i]!) }))
    .slice(1, -1);
}
