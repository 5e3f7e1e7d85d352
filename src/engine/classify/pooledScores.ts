import type { Scoring, TextScores } from '../../protocol/predictions';
import { sigmoid, softmax } from '../batch/probability';
import type { TextWindows } from '../batch/textWindows';

/**
 * A text's scores from the logits of its windows: their mean where labels exclude each other or are values; the largest
 * where each label holds or not, since it holds for a text in which it holds anywhere. Probabilities at `temperature`.
 */
export function pooledScores(
  windowLogits: readonly (readonly number[])[],
  scoring: Scoring,
  temperature: number,
  { truncated }: TextWindows,
): TextScores {
  const [first = [], ...others] = windowLogits;
  const logits = first.map((value, label) => {
    const values = [value, ...others.map((window) => window[label]!)];
    return scoring === 'independent' ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  });
  return { logits, scores: scoresOf(logits, scoring, temperature), windows: windowLogits.length, truncated };
}

function scoresOf(logits: readonly number[], scoring: Scoring, temperature: number): readonly number[] {
  if (scoring === 'regression') return logits;
  const tempered = logits.map((logit) => logit / temperature);
  return scoring === 'exclusive' ? softmax(tempered) : tempered.map(sigmoid);
}
