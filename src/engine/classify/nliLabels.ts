import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { ModelRunner } from '../batch/modelRunner';

/** Logits of a model of natural language inference: that the hypothesis follows, and that it is contradicted or does not follow. */
export interface NliLabels {
  readonly entailment: number;
  readonly against: number;
}

/** `not_entailment`, `non-entailment`, `not entailed`. */
const notEntailment = /^(?:not|non|no)[\s_-]*entail/i;

/**
 * The two labels by their names in `label2id` and `id2label`, contradiction before not_entailment; undefined unless each
 * is found exactly once, so also when the two tables contradict each other.
 */
export function findNliLabels({ labels, label2id }: Pick<DebertaConfig, 'labels' | 'label2id'>): NliLabels | undefined {
  const names = [...labels.map((label, id) => [label, id] as const), ...label2id];
  const ids = (pattern: RegExp) => {
    const found = names.filter(([label, id]) => pattern.test(label.trim()) && id < labels.length);
    return [...new Set(found.map(([, id]) => id))];
  };
  const entailment = ids(/^entail/i);
  const contradiction = ids(/^contradict/i);
  const against = contradiction.length > 0 ? contradiction : ids(notEntailment);
  if (entailment.length !== 1 || against.length !== 1 || entailment[0] === against[0]) return undefined;
  return { entailment: entailment[0]!, against: against[0]! };
}

/** As `findNliLabels`. @throws RequestError that names the model's labels when it has no such pair: an index is never guessed */
export function nliLabels({ config, description }: ModelRunner): NliLabels {
  const found = findNliLabels(config);
  if (found !== undefined) return found;
  const names = config.labels.map((label) => plain`“${label}”`).join(', ');
  throw new RequestError(
    plain`${description.name} cannot compare labels of your own: its labels are ${names}, and none or several of them mean entailment and contradiction (or not_entailment). Use a model of natural language inference, e.g. cross-encoder/nli-deberta-v3-small, or correct label2id in its config.json.`,
  );
}
