import type { MaskedRow, MaskScore } from '../../../protocol/engineApi';
import type { MaskScorer, Vocabulary } from './task';
import { NeighborCounts } from './neighborCounts';

type Counts = ReadonlyMap<number, number>;
/** A distribution over the vocabulary: the tokens seen in a context, and the factor for all others. */
type Distribution = (id: number) => number;

/** What a model must beat: the tokens' frequencies alone, and these with the two neighbors, seen apart and together. */
export const baselines = ['unigram', 'trigram'] as const;

export type BaselineName = (typeof baselines)[number];

/** Counts a text, a paragraph per line, in a model's vocabulary. Rows' ids are adjacent, [CLS] and [SEP] included. */
export async function countNeighbors(vocabulary: Vocabulary, paragraphs: readonly string[]): Promise<NeighborCounts> {
  const rows = await vocabulary.tokenIds(paragraphs);
  const stream = Int32Array.from(rows.flat());
  return new NeighborCounts(stream, stream.reduce((most, id) => Math.max(most, id), 0) + 1);
}

/**
 * Predicts masks from counts. Each level is smoothed by the one below as Witten and Bell (1991) do it: frequency (plus
 * one for every token), the mean of what followed the left and what preceded the right neighbor, and what stood
 * between both. A neighbor that is masked itself says nothing.
 */
export function countScorer(counts: NeighborCounts, kind: BaselineName): MaskScorer {
  const frequent = [...counts.single.keys()].sort((a, b) => counts.single[b]! - counts.single[a]!);
  const unigram: Distribution = (id) => ((counts.single[id] ?? 0) + 1) / (counts.total + counts.size);

  function scoreMask(
    { ids, masks }: MaskedRow,
    position: number,
    targetIds: readonly number[],
    topK: number,
  ): MaskScore {
    const known = (at: number) => (masks.some((mask) => mask.position === at) ? undefined : ids[at]);
    const [left, right] = kind === 'unigram' ? [] : [known(position - 1), known(position + 1)];
    const none: Counts = new Map();
    const after = left === undefined ? none : counts.after(left);
    const before = right === undefined ? none : counts.before(right);
    const inBetween = left === undefined || right === undefined ? none : counts.between(left, right);
    const [fromLeft, fromRight] = [smoothed(after, unigram), smoothed(before, unigram)];
    const sides: Distribution = (id) => (fromLeft(id) + fromRight(id)) / 2;
    const probability = smoothed(inBetween, sides);
    const seen = topK === 0 ? [] : new Set([...after.keys(), ...before.keys(), ...frequent.slice(0, topK)]);
    return { targets: targetIds.map((id) => Math.log(probability(id))), best: likeliest(seen, probability, topK) };
  }

  return {
    score: (rows, topK) =>
      Promise.resolve(
        rows.map((row) => row.masks.map(({ position, targetIds }) => scoreMask(row, position, targetIds, topK))),
      ),
  };
}

/** The `count` likeliest tokens, the likeliest first; of equally likely ones those that come first. */
function likeliest(ids: Iterable<number>, probability: Distribution, count: number): number[] {
  const best: { id: number; p: number }[] = [];
  for (const id of ids) {
    const p = probability(id);
    if (best.length === count && !(p > best.at(-1)!.p)) continue;
    const at = best.findIndex((other) => other.p < p);
    best.splice(at < 0 ? best.length : at, 0, { id, p });
    if (best.length > count) best.pop();
  }
  return best.map(({ id }) => id);
}

/** (count + kinds · below) / (total + kinds), where kinds is how many different tokens were seen. */
function smoothed(seen: Counts, below: Distribution): Distribution {
  if (seen.size === 0) return below;
  let total = 0;
  for (const count of seen.values()) total += count;
  return (id) => ((seen.get(id) ?? 0) + seen.size * below(id)) / (total + seen.size);
}
