import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import type { GlinerConfig } from '../../checkpoint/glinerConfig';
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

/** @throws CheckpointError for a model of another kind */
export function glinerConfig({ config }: ModelContext): GlinerConfig {
  if (config.gliner !== undefined) return config.gliner;
  throw new CheckpointError(
    plain`The model has no gliner_config.json, so it cannot find entities by their names. Choose a GLiNER, e.g. urchade/gliner_small-v2.1.`,
  );
}

/** `W₃ relu(W₀ x)` of x [rows, size], both with biases; 4 times as wide between them. */
export function projection(model: ModelContext, x: Value, prefix: string): Value {
  const { hiddenSize } = glinerConfig(model);
  const inner = activation(model.graph, 'relu', model.linear(x, `${prefix}.0`, hiddenSize, 4 * hiddenSize));
  return model.linear(inner, `${prefix}.3`, 4 * hiddenSize, hiddenSize);
}
