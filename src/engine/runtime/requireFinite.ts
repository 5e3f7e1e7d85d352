import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { Tensors } from './session';

/**
 * Refuses results with a number that is not finite: weights overflow or are damaged, and nothing that is told from such numbers is true.
 * @throws RequestError
 */
export function requireFinite(results: Tensors, model: string): void {
  for (const tensor of Object.values(results)) {
    if (tensor.type === 'float32' && !areFinite(tensor.data)) {
      throw new RequestError(
        plain`${model} gives no finite numbers: its weights are damaged or too large for 32 bits. Get the model again, or choose another one.`,
      );
    }
  }
}

/** Whether all numbers are finite. Zero times one that is not is no number, which a sum keeps: no branch for each. */
export function areFinite(numbers: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += 0 * numbers[i]!;
  return sum === 0;
}
