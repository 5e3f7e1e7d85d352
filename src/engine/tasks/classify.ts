import type { ClassifyRequest } from '../../protocol/engineApi';
import type { Classification, LabelScore } from '../../protocol/predictions';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import { floats } from '../runtime/session';
import { inputTensors } from './inputTensors';
import type { ModelRunner } from './modelRunner';
import { sigmoid, softmax } from './probability';

/** Scores of the model's own labels for a text or a pair of texts, in the order of its logits. */
export async function classify(model: ModelRunner, { text, textPair }: ClassifyRequest): Promise<Classification> {
  const encoding = model.tokenizer.encode(text, textPair);
  const outputs = await model.run({ head: 'classify', padded: false }, inputTensors(model, 'classify', encoding));
  return { labels: labelScores(model.config, floats(outputs, 'logits').data) };
}

/** Softmax for one label of many, sigmoid where labels are independent, the plain value for regression (`problem_type`, or one label). */
export function labelScores(config: DebertaConfig, logits: Float32Array): LabelScore[] {
  const values = [...logits];
  const scores = scoresOf(config, values);
  return values.map((logit, i) => ({ label: config.labels[i] ?? `LABEL_${i}`, logit, score: scores[i]! }));
}

function scoresOf({ problemType }: DebertaConfig, logits: readonly number[]): readonly number[] {
  if (problemType === 'multi_label_classification') return logits.map(sigmoid);
  if (problemType === 'regression' || logits.length === 1) return logits;
  return softmax(logits);
}
