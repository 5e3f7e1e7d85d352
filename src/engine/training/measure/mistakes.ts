import type { Mistake, TrainingExample } from '../../../protocol/training';
import { argMax, softmax } from '../../batch/probability';
import type { Predictions } from './metrics';

const told = 20;

/** Texts that the classifier gets wrong, those first of which it is surest; for one label of several. */
export function surprisingMistakes(
  examples: readonly TrainingExample[],
  labels: readonly string[],
  { logits }: Predictions,
  temperature: number,
): Mistake[] {
  const wrong = examples.flatMap(({ text, textPair, target }, row): Mistake[] => {
    const probabilities = softmax(logits[row]!.map((z) => z / temperature));
    const given = argMax(probabilities);
    if (given === target[0]) return [];
    const confidence = probabilities[given]!;
    return [{ text, textPair, expected: labels[target[0]!]!, predicted: labels[given]!, confidence }];
  });
  return wrong.sort((a, b) => b.confidence - a.confidence).slice(0, told);
}
