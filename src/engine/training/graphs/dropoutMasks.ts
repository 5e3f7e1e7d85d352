import { mixSeeds } from '../../../base/random';
import { elementCount, type Dimension } from '../../graph/graph';
import type { FloatTensor } from '../../runtime/session';
import { fillDropout, VectorScratch } from '../optimizer/vectors';
import type { DropoutInput } from './trainingGraph';

/** The sizes that the names in a dropout mask's shape stand for. */
export interface DropoutSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly masks?: number;
}

/** Of 2¹⁶ draws, the rate decides how many make a mask's number 0. */
const draws = 2 ** 16;

/** A graph's dropout masks, drawn for each run into the same memory: 0 with probability `rate`, else 1 / (1 − rate). */
export class DropoutMasks {
  readonly #scratch = new VectorScratch();

  constructor(
    private readonly inputs: readonly DropoutInput[],
    private readonly rate: number,
  ) {}

  /**
   * The masks of a run, in place of those of the run before. `seeds` are one for each equal part of the batch, so that
   * a pass draws the same masks alone and in a batch with others.
   */
  draw(sizes: DropoutSizes, seeds: readonly number[]): Record<string, FloatTensor> {
    const shapes = this.inputs.map(({ shape }) => shape.map((dimension) => sizeOf(dimension, sizes)));
    const arrays = this.#scratch.arrays(shapes.map(elementCount));
    const tensors = this.inputs.map(({ name }, place) => {
      const data = arrays[place]!;
      const part = data.length / seeds.length;
      seeds.forEach((seed, i) => this.#fill(data.subarray(i * part, (i + 1) * part), mixSeeds(seed, place)));
      return [name, { type: 'float32', shape: shapes[place]!, data }] as const;
    });
    return Object.fromEntries(tensors);
  }

  #fill(mask: Float32Array, seed: number): void {
    // A generator that begins with 0 stays there.
    const seeds = [0, 1, 2, 3].map((lane) => mixSeeds(seed, lane) || 1);
    fillDropout(mask, Math.round(this.rate * draws), 1 / (1 - this.rate), seeds);
  }
}

/** The number that a dimension stands for: a number, a name, or a product of both. */
function sizeOf(dimension: Dimension, sizes: DropoutSizes): number {
  const factors = String(dimension)
    .split('*')
    .map((factor) => Number(factor in sizes ? sizes[factor as keyof DropoutSizes] : factor));
  const size = elementCount(factors);
  if (Number.isNaN(size)) throw new RangeError(`A dropout mask has no size called "${dimension}".`);
  return size;
}
