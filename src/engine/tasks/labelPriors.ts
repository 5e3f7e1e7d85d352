import type { ClozePrompt } from './clozePrompt';
import { labelLogProbabilities } from './labelLogProbabilities';
import type { ModelRunner } from './modelRunner';

/** Each label's score in its prompt without a text, `empty` being what the template sets close to it; by label index. Kept with the model. */
export async function labelPriors(
  model: ModelRunner,
  template: string,
  labels: readonly string[],
  prompts: readonly ClozePrompt[],
  empty: readonly number[],
): Promise<readonly number[]> {
  const keys = labels.map((label) => JSON.stringify([template, label]));
  const known = keys.map((key) => model.labelPriors.get(key));
  if (known.every((prior) => prior !== undefined)) return known;
  const [priors] = await labelLogProbabilities(model, prompts, [empty]);
  keys.forEach((key, label) => model.labelPriors.set(key, priors![label]!));
  return priors!;
}
