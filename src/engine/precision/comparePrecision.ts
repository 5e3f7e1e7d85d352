import { plain } from '../../base/plainText';
import type { CallOptions, PrecisionComparison } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';
import { compareDistributions, compareValues } from './compareAnswers';
import { distributions, findsEntity, promptsFor, values } from './promptAnswers';

/**
 * Compares a model with the same model in another precision, on its first head and a fixed set of prompts. Answers that
 * are probabilities of one thing of several: how often both give the same first one, and how far the probabilities are
 * apart; of words, those that either finds to be of an entity count. Values, and labels that hold or not whatever the
 * others do: how often, and how far, in terms of how much they vary.
 * @throws RequestError when the model has no head; what the signal is aborted with
 */
export async function comparePrecision(
  exact: ModelRunner,
  other: ModelRunner,
  { signal, onProgress }: Pick<CallOptions, 'signal' | 'onProgress'> = {},
): Promise<PrecisionComparison> {
  const head = exact.description.heads[0];
  if (head === undefined) {
    throw new RequestError(plain`${exact.description.name} has no head to compare precisions with.`);
  }
  const givesValues = head === 'classify' && exact.description.problemType !== 'single_label_classification';
  const answersOf = givesValues ? values : distributions;
  const pairs: (readonly [wanted: number[], got: number[]])[] = [];
  const prompts = promptsFor(head);
  const total = prompts.length;
  for (const [done, prompt] of prompts.entries()) {
    // Passes block the thread: a cancel that has come meanwhile is heard only if it is let in.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    onProgress?.({ message: `Comparing answers of ${exact.description.name}`, done, total });
    const wanted = await answersOf(exact, head, prompt);
    const got = await answersOf(other, head, prompt);
    wanted.forEach((answer, i) => pairs.push([answer, got[i]!]));
  }
  if (givesValues) return compareValues(pairs);
  if (head !== 'tokens' && head !== 'gliner') return compareDistributions(pairs);
  const found = pairs.filter((pair) => pair.some((answer) => findsEntity(exact, head, answer)));
  return compareDistributions(found.length > 0 ? found : pairs);
}
