import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import type { Tensors } from '../runtime/session';

/** What the head for masks takes: row and column of every mask, for equal rows. */
export function maskInputs(positions: readonly number[]): (rows: number) => Tensors {
  return (rows) => {
    const places = Array.from({ length: rows }, (_, row) => positions.flatMap((position) => [row, position])).flat();
    return { masked_positions: int64(places, [rows * positions.length, 2]) };
  };
}

/** The ids of all tokens that may stand in a mask's place: what its log-probability is taken among. */
export function realWords({ tokenizer, config }: ModelRunner): number[] {
  const { size, special } = tokenizer;
  return Array.from({ length: Math.min(size, config.vocabSize) }, (_, id) => id).filter((id) => id !== special.mask);
}
