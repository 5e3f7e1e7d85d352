import type { Lru } from '../../base/lru';
import type { ModelDescription } from '../../protocol/engineApi';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { GraphVariant } from '../model/modelGraph';
import type { Tensors } from '../runtime/session';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { TracedTexts } from './tracedTexts';

/** A loaded model's graphs. */
export interface GraphRunner {
  /** What is kept of the texts that were traced last. */
  readonly tracedTexts: TracedTexts;
  readonly description: ModelDescription;
  readonly config: DebertaConfig;
  /** Tokens that fit into one input of this graph. */
  maxTokens(head: GraphVariant['head']): number;
  /** Runs a graph (modelGraph.ts names inputs and outputs), compiling and opening it first when it is new. */
  run(variant: GraphVariant, inputs: Tensors, outputs?: readonly string[]): Promise<Tensors>;
}

/** A loaded model as tasks over text see it. */
export interface ModelRunner extends GraphRunner {
  readonly tokenizer: Tokenizer;
  /** What a classifier's logits are divided by, so that its scores are as often right as they say; 1 when not calibrated. */
  readonly temperature: number;
  /** Scores of labels whatever the text is, by template and label: asked for with every text, the same each time. */
  readonly labelPriors: Lru<string, number>;
}
