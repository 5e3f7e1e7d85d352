import { minOf } from '../../base/extremes';
import type { ClozePrompt } from './clozePrompt';
import { labelLogProbabilities } from './labelLogProbabilities';
import type { ModelRunner } from '../batch/modelRunner';
import { plainTexts } from './plainTexts';

/**
 * How likely each label's words are whatever the text is, by label index: the mean of what they score in their prompt
 * without a text, and of what they score with plain texts (docs/classification.md compares this with other ways).
 * `tokensOf` tokenizes a text with what the template sets close to it. Kept with the model.
 */
export async function labelPriors(
  model: ModelRunner,
  template: string,
  labels: readonly string[],
  prompts: readonly ClozePrompt[],
  tokensOf: (text: string) => readonly number[],
): Promise<readonly number[]> {
  const keys = labels.map((label) => JSON.stringify([template, label]));
  const known = keys.map((key) => model.labelPriors.get(key));
  if (known.every((prior) => prior !== undefined)) return known;
  // Labels so long that little room is left for a text still have a prior.
  const room = minOf(prompts.map((prompt) => prompt.room));
  const texts = ['', ...plainTexts].map((text) => tokensOf(text).slice(0, room));
  const [without, ...others] = await labelLogProbabilities(model, prompts, texts);
  return keys.map((key, label) => {
    const withPlain = others.reduce((sum, ofText) => sum + ofText[label]!, 0) / others.length;
    const prior = (without![label]! + withPlain) / 2;
    model.labelPriors.set(key, prior);
    return prior;
  });
}
