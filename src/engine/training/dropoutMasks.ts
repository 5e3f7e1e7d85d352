import type { Dimension } from '../graph/graph';
import type { FloatTensor } from '../runtime/session';
import { mixSeeds, Random } from '../../base/random';
import type { DropoutInput } from './trainingGraph';

/** The sizes that the names in a dropout mask's shape stand for. */
export interface DropoutSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly queries: number;
}

/**
 * The dropout masks of a run: 0 with probability `rate`, else 1 / (1 − rate). `seeds` are one for each equal part of the
 * batch, so that a pass draws the same masks alone and in a batch with others.
 */
export function dropoutMasks(
  inputs: readonly DropoutInput[],
  rate: number,
  sizes: DropoutSizes,
  seeds: readonly number[],
): Record<string, FloatTensor> {
  const masks: Record<string, FloatTensor> = {};
  inputs.forEach(({ name, shape }, place) => {
    const known = shape.map((dimension) => sizeOf(dimension, sizes));
    const data = new Float32Array(known.reduce((product, size) => product * size, 1));
    const part = data.length / seeds.length;
    seeds.forEach((seed, i) => fill(data.subarray(i * part, (i + 1) * part), rate, mixSeeds(seed, place)));
    masks[name] = { type: 'float32', shape: known, data };
  });
  return masks;
}

function sizeOf(dimension: Dimension, { batch, tokens, queries }: DropoutSizes): number {
  if (typeof dimension === 'number') return dimension;
  const named: Readonly<Record<string, number>> = { batch, tokens, queries, rows: batch * tokens };
  const size = named[dimension];
  if (size === undefined) throw new RangeError(`A dropout mask has no size called "${dimension}".`);
  return size;
}

/** A draw of 32 bits decides on two elements: a step needs millions of them. */
function fill(mask: Float32Array, rate: number, seed: number): void {
  const random = new Random(seed);
  const threshold = Math.round(rate * 2 ** 16);
  const kept = 1 / (1 - rate);
  const pairs = mask.length - (mask.length % 2);
  for (let i = 0; i < pairs; i += 2) {
    const draw = random.next();
    mask[i] = (draw & 0xffff) < threshold ? 0 : kept;
    mask[i + 1] = draw >>> 16 < threshold ? 0 : kept;
  }
  if (pairs < mask.length) mask[pairs] = random.next() >>> 16 < threshold ? 0 : kept;
}
