import { glinerOf } from '../../checkpoint/glinerConfig';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { ModelContext } from '../modelContext';

/** What a GLiNER compares, as rows of its hidden size, and their numbers. */
export interface WordsAndLabels {
  /** [batch·words, hidden]. */
  readonly words: Value;
  /** [batch·labels, hidden]. */
  readonly labels: Value;
  /** [batch, words]. */
  readonly wordShape: Value;
  /** [1]. */
  readonly batch: Value;
}

/** `W₃ relu(W₀ x)` of x [rows, size], both with biases; 4 times as wide between them. */
export function projection(model: ModelContext, x: Value, prefix: string): Value {
  const { hiddenSize } = glinerOf(model);
  const inner = activation(model.graph, 'relu', model.linear(x, `${prefix}.0`, hiddenSize, 4 * hiddenSize));
  return model.linear(inner, `${prefix}.3`, 4 * hiddenSize, hiddenSize);
}
