import { mixSeeds, Random } from '../../../base/random';

/** Batches within which lengths are sorted: long enough to save padding, short enough to keep batches random. */
const sortedTogether = 32;

/**
 * One epoch's batches of indices into `lengths`, in random order but with texts of like length together, so that little
 * is padded. The same seed and epoch give the same batches.
 */
export function epochBatches(lengths: readonly number[], batchSize: number, seed: number, epoch: number): number[][] {
  const random = new Random(mixSeeds(seed, epoch, 1));
  const order = random.shuffled(lengths.map((_, index) => index));
  const batches: number[][] = [];
  const window = batchSize * sortedTogether;
  for (let start = 0; start < order.length; start += window) {
    const sorted = order.slice(start, start + window).sort((a, b) => lengths[a]! - lengths[b]!);
    for (let position = 0; position < sorted.length; position += batchSize)
      batches.push(sorted.slice(position, position + batchSize));
  }
  return random.shuffled(batches);
}

export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.ceil(examples / batchSize);
}

/** All indices in batches of like length, for evaluation. */
export function sortedBatches(lengths: readonly number[], batchSize: number): number[][] {
  const sorted = lengths.map((_, index) => index).sort((a, b) => lengths[a]! - lengths[b]!);
  return Array.from({ length: Math.ceil(sorted.length / batchSize) }, (_, i) =>
    sorted.slice(i * batchSize, (i + 1) * batchSize),
  );
}
