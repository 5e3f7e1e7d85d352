import type { Lru } from '../../base/lru';
import type { ModelDescription } from '../../protocol/engineApi';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { GraphVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
import type { Tokenizer } from '../tokenizer/tokenizer';

/** A loaded model's graphs. */
export interface GraphRunner {
  /** What is kept of the texts that were traced last. */
  readonly tracedTexts: TracedTexts;
  readonly description: ModelDescription;
  readonly config: DebertaConfig;
  /** Tokens that fit into one input of this graph. */
  maxTokens(kind: GraphVariant['kind']): number;
  /** Runs a graph (modelGraph, answerGraph: inputs and outputs), compiling and opening it first when it is new. */
  run(variant: GraphVariant, inputs: Tensors, outputs?: readonly string[]): Promise<Tensors>;
}

/** A loaded model as tasks over text see it. */
export interface ModelRunner extends GraphRunner {
  readonly tokenizer: Tokenizer;
  /** Divides a classifier's logits, so that its scores are as often right as they say; 1 when not calibrated. */
  readonly temperature: number;
  /** Scores of labels whatever the text is, by template and label: asked for with every text, the same each time. */
  readonly labelPriors: Lru<string, number>;
}

/** What is kept of one forward pass, so that a layer's attention can be computed without the layers below it. */
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
