import type { Dimension, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';

/** Where training departs from inference; a model built with hooks also leaves nothing to be folded that training changes. */
export interface TrainingHooks {
  /** Replaces the input of `embeddings.LayerNorm`, [batch·tokens, hidden]. */
  readonly embeddingInput?: (graph: GraphBuilder, x: Value) => Value;
  /** Drops elements of x at random. Names in `shape`: `rows` (batch·tokens), `batch`, `tokens`, `queries`. */
  readonly dropout?: (graph: GraphBuilder, x: Value, shape: readonly Dimension[]) => Value;
}
