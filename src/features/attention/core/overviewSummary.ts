import type { AttentionOverview, AttentionTerm } from '../../../protocol/attentionTrace';
import { attentionTerms } from '../../../protocol/attentionTrace';

/** One head in an overview, layer and head counted from 0. */
export interface HeadSummary {
  readonly layer: number;
  readonly head: number;
  /** In the order of `attentionTerms`; they add up to 1. */
  readonly varianceShares: readonly number[];
  /** The term with the largest share. */
  readonly dominant: AttentionTerm;
  /** Mean entropy of the rows, divided by that of looking at every token alike: 0 looks at one token, 1 at all. */
  readonly spread: number;
}

/** Every head of the model, layer by layer. */
export function headSummaries({ layers, heads, varianceShares, entropy, tokens }: AttentionOverview): HeadSummary[] {
  const n = tokens.length;
  return Array.from({ length: layers * heads }, (_, index) => {
    const own = [...varianceShares.subarray(3 * index, 3 * index + 3)];
    const dominant = attentionTerms[own.indexOf(Math.max(...own))] ?? 'c2c';
    const rows = entropy.subarray(n * index, n * index + n);
    const mean = rows.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
    const spread = n > 1 ? mean / Math.log(n) : 0;
    return { layer: Math.floor(index / heads), head: index % heads, varianceShares: own, dominant, spread };
  });
}

/** The heads in which a term has the largest shares, largest first. */
export function strongestHeads(summaries: readonly HeadSummary[], term: AttentionTerm, count: number): HeadSummary[] {
  const index = attentionTerms.indexOf(term);
  return [...summaries].sort((a, b) => (b.varianceShares[index] ?? 0) - (a.varianceShares[index] ?? 0)).slice(0, count);
}
