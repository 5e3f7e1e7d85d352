import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Tensors } from './session';

/** Beyond it, neighbors among 32-bit numbers are 2 apart: logits that large give no probabilities. */
const largestLogit = 2 ** 24;
const logits = new Set(['logits', 'log_normalizer']);

/** Results that hold numbers which are not finite, or too large to compare. */
export class NotFinite extends RequestError {}

/**
 * Refuses results with a number that isn't finite, and logits too large to compare: the weights overflow or are
 * damaged, and such numbers mean nothing.
 * @throws NotFinite
 */
export function requireFinite(results: Tensors, model: string): void {
  for (const [name, tensor] of Object.entries(results)) {
    if (tensor.type !== 'float32') continue;
    const isFinite = areFinite(tensor.data);
    if (isFinite && !(logits.has(name) && tensor.data.some((logit) => Math.abs(logit) > largestLogit))) continue;
    const what = isFinite ? 'numbers too large to compare' : 'no finite numbers';
    throw new NotFinite(
      plain`${model} gives ${what}: its weights are damaged or too large for 32 bits. Get the model again, or choose another one.`,
    );
  }
}

/** Whether all numbers are finite. Zero times anything else is NaN and stays NaN in the sum: no branch is needed. */
export function areFinite(numbers: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += 0 * numbers[i]!;
  return sum === 0;
}
