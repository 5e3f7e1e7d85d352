import type { AdaptJob, ClassifierJob } from '../../../protocol/training';
import { splitChunks } from './proseChunks';
import type { TrainingPlan } from './trainingPlan';

/** What a kill loses at most, in seconds. */
const saveSeconds = 30;

/** Without SiFT there is nothing to compare with. */
export function classifierJob(
  { task, labels, train, heldOut }: TrainingPlan,
  given: Pick<ClassifierJob, 'model' | 'out' | 'options' | 'compare' | 'threads'>,
): ClassifierJob {
  const compare = given.compare && given.options.sift !== undefined;
  return { kind: 'classifier', ...given, task, labels, train, heldOut, compare, saveSeconds };
}

/** Holds `heldOut`, a share of the texts, out. */
export function adaptJob(
  texts: readonly string[],
  heldOut: number,
  given: Pick<AdaptJob, 'model' | 'out' | 'options' | 'threads'>,
): AdaptJob {
  return { kind: 'adapt', ...given, ...splitChunks(texts, heldOut, given.options.seed), saveSeconds };
}
