import type { ProblemType } from '../../../protocol/predictions';
import type { AdaptJob, ClassifierJob } from '../../../protocol/training';
import { checkTexts, usableTexts } from './checkTexts';
import { type LabeledText, textKey } from './readLabeledTexts';
import { describeLabels, examplesOf } from './trainingSet';
import { mixSeeds, Random } from '../../../base/random';
import { splitChunks } from './proseChunks';

/** How labeled texts become a classifier's examples. */
export interface PlanOptions {
  /** Texts to measure with, instead of a share of the others. */
  readonly measured?: readonly LabeledText[];
  /** Share of each label's texts that is held out where none are given. */
  readonly heldOut: number;
  readonly seed: number;
  /** Maximum number of texts to learn from. */
  readonly limit?: number;
  /** Guessed from the labels when it is not given. */
  readonly problemType?: ProblemType;
}

/** The data of a `ClassifierJob`, and what is wrong with it. */
export interface TrainingPlan extends Pick<ClassifierJob, 'problemType' | 'labels' | 'train' | 'heldOut'> {
  readonly warnings: readonly string[];
}

/** Checks and splits labeled texts. @throws RequestError when their labels cannot be learned as asked for */
export function planTraining(texts: readonly LabeledText[], options: PlanOptions): TrainingPlan {
  const usable = usableTexts(texts);
  const { measured, heldOut, seed, limit = usable.length, problemType } = options;
  const split =
    measured === undefined ? splitTexts(usable, heldOut, seed) : { train: usable, heldOut: usableTexts(measured) };
  const train = split.train.slice(0, limit);
  const set = describeLabels([...train, ...split.heldOut], problemType);
  return {
    ...set,
    train: examplesOf(train, set),
    heldOut: examplesOf(split.heldOut, set),
    warnings: checkTexts(texts, set.problemType, measured === undefined ? [] : split.heldOut),
  };
}

interface Split {
  readonly train: readonly LabeledText[];
  readonly heldOut: readonly LabeledText[];
}

/**
 * Holds out a share of each label's texts, at least one where a label has two. The same seed gives the same split;
 * texts that are the same stay on one side, so that nothing is measured on what was learned.
 */
export function splitTexts(texts: readonly LabeledText[], share: number, seed: number): Split {
  const groups = new Map<string, LabeledText[]>();
  for (const one of texts) {
    add(groups, textKey(one), one);
  }
  const byLabel = new Map<string, LabeledText[][]>();
  for (const group of groups.values()) {
    add(byLabel, group[0]!.labels.join('|'), group);
  }
  // Numbers, and rare sets of labels, do not form strata: they are split together.
  const strata = new Map<string, LabeledText[][]>();
  for (const [label, all] of byLabel) {
    for (const group of all) add(strata, all.length < 2 ? '' : label, group);
  }
  const random = new Random(mixSeeds(seed, 17));
  const [train, heldOut]: [LabeledText[], LabeledText[]] = [[], []];
  for (const [, all] of [...strata].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = all.length < 2 ? 0 : Math.max(1, Math.round(share * all.length));
    for (const [index, group] of random.shuffled(all).entries())
      for (const one of group) (index < count ? heldOut : train).push(one);
  }
  return { train, heldOut };
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** What a kill loses at most, in seconds. */
const saveSeconds = 30;

/** Without SiFT there is nothing to compare with. */
export function classifierJob(
  { problemType, labels, train, heldOut }: TrainingPlan,
  given: Pick<ClassifierJob, 'model' | 'out' | 'options' | 'compare' | 'threads'>,
): ClassifierJob {
  const compare = given.compare && given.options.sift !== undefined;
  return { kind: 'classifier', ...given, problemType, labels, train, heldOut, compare, saveSeconds };
}

/** Holds `heldOut`, a share of the texts, out. */
export function adaptJob(
  texts: readonly string[],
  heldOut: number,
  given: Pick<AdaptJob, 'model' | 'out' | 'options' | 'threads'>,
): AdaptJob {
  return { kind: 'adapt', ...given, ...splitChunks(texts, heldOut, given.options.seed), saveSeconds };
}
