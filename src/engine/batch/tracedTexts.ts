import type { Lru } from '../../base/lru';

/** What one forward pass leaves behind, so that a layer's attention can be had again without the layers below it. */
export interface TracedText {
  /** The input of each layer, [tokens, hidden]. */
  readonly states: readonly Float32Array[];
  /** Rollout up to each layer, [tokens, tokens]. */
  readonly rollout: readonly Float32Array[];
  /** [layers, heads, 3] and [layers, heads, tokens], as in an AttentionOverview. */
  readonly shares: Float32Array;
  readonly entropy: Float32Array;
}

/** Traced texts by their token ids. */
export type TracedTexts = Lru<string, TracedText>;

/** The memory that a traced text takes. */
export function bytesOf({ states, rollout, shares, entropy }: TracedText): number {
  return [...states, ...rollout, shares, entropy].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
