import type { ClassifierJob, TrainingTask } from '../../../protocol/training';
import { checkTexts, usableTexts } from './checkTexts';
import type { LabeledText } from './labeledText';
import { splitTexts } from './splitTexts';
import { describeLabels, examplesOf } from './trainingSet';

/** How labeled texts become a classifier's examples. */
export interface PlanOptions {
  /** Texts to measure with, instead of a share of the others. */
  readonly measured?: readonly LabeledText[];
  /** Share of each label's texts that is held out where none are given. */
  readonly heldOut: number;
  readonly seed: number;
  /** At most so many are learned from. */
  readonly limit?: number;
  /** What is told from the labels when it is not given. */
  readonly task?: TrainingTask;
}

/** The data of a `ClassifierJob`, and what is wrong with it. */
export interface TrainingPlan extends Pick<ClassifierJob, 'task' | 'labels' | 'train' | 'heldOut'> {
  readonly warnings: readonly string[];
}

/** Checks and splits labeled texts. @throws RequestError when their labels cannot be learned as asked for */
export function planTraining(texts: readonly LabeledText[], options: PlanOptions): TrainingPlan {
  const usable = usableTexts(texts);
  const { measured, heldOut, seed, limit = usable.length, task } = options;
  const split =
    measured === undefined ? splitTexts(usable, heldOut, seed) : { train: usable, heldOut: usableTexts(measured) };
  const train = split.train.slice(0, limit);
  const set = describeLabels([...train, ...split.heldOut], task);
  return {
    ...set,
    train: examplesOf(train, set),
    heldOut: examplesOf(split.heldOut, set),
    warnings: checkTexts(texts, set.task, measured === undefined ? [] : split.heldOut),
  };
}
