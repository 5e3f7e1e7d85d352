import type { ProblemType } from '../../../protocol/predictions';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { AdaptJob, ClassifierJob, FineTuningJob, TokenJob } from '../../../protocol/training';
import { checkEntities, checkTexts, countsOf, usableEntityTexts, usableTexts } from './checkTexts';
import type { LabeledData } from './readLabeledData';
import { type LabeledText, textKey } from '../../../prose/labeledTexts';
import type { EntityText } from './readTaggedTexts';
import { describeLabels, examplesOf, requireLabels } from './trainingSet';
import { mixSeeds, Random } from '../../../base/random';
import { splitChunks } from './proseChunks';

/** How labeled texts become examples to learn from. */
export interface PlanOptions<T = LabeledText> {
  /** Texts to measure with, instead of a share of the others. */
  readonly measured?: readonly T[];
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

/** The data of a `TokenJob`, and what is wrong with it. */
export interface EntityPlan extends Pick<TokenJob, 'labels' | 'train' | 'heldOut'> {
  readonly problemType: 'token_classification';
  readonly warnings: readonly string[];
}

/** Checks and splits texts with entities. @throws RequestError for labels that are too many, or no labels */
export function planEntities(texts: readonly EntityText[], options: PlanOptions<EntityText>): EntityPlan {
  const usable = usableEntityTexts(texts);
  const { measured, heldOut, seed, limit = usable.length } = options;
  const split =
    measured === undefined
      ? splitTexts(usable, heldOut, seed, rarestLabel(usable))
      : { train: usable, heldOut: usableEntityTexts(measured) };
  const train = split.train.slice(0, limit);
  const labels = [...new Set([...train, ...split.heldOut].flatMap((one) => one.labels))].sort();
  requireLabels(labels, 'Give each entity the name of its kind, such as PERSON.');
  const own = (all: readonly EntityText[]) => all.map(({ text, words, entities }) => ({ text, words, entities }));
  return {
    problemType: 'token_classification',
    labels,
    train: own(train),
    heldOut: own(split.heldOut),
    warnings: checkEntities(texts, measured === undefined ? [] : split.heldOut),
  };
}

/** Of a text's labels that which fewest texts have, so that each is held out in proportion. */
function rarestLabel(texts: readonly EntityText[]): (text: EntityText) => string {
  const counts = countsOf(texts.flatMap(({ labels }) => labels));
  const rarer = (one: string, other: string) => (counts.get(other)! < counts.get(one)! ? other : one);
  return ({ labels }) => (labels.length === 0 ? '' : labels.reduce(rarer));
}

/**
 * Checks and splits what a file holds, and what another one holds to measure with.
 * @throws RequestError as `planTraining` and `planEntities`, and where both files hold different things
 */
export function planData(
  data: LabeledData,
  options: Omit<PlanOptions, 'measured'>,
  measured?: LabeledData,
): TrainingPlan | EntityPlan {
  if (data.kind === 'texts' && measured?.kind !== 'entities')
    return planTraining(data.texts, { ...options, measured: measured?.texts });
  if (data.kind === 'entities' && measured?.kind !== 'texts')
    return planEntities(data.texts, { ...options, measured: measured?.texts });
  throw new RequestError(
    plain`The texts to learn from and those to measure with hold different things: one file labels texts, the other words.`,
  );
}

interface Split<T> {
  readonly train: readonly T[];
  readonly heldOut: readonly T[];
}

/**
 * Holds out a share of each label's texts, or of another stratum's, at least one where it has two. The same seed gives
 * the same split; texts that are the same stay on one side, so that nothing is measured on what was learned.
 */
export function splitTexts<T extends LabeledText>(
  texts: readonly T[],
  share: number,
  seed: number,
  stratumOf = ({ labels }: T) => labels.join('|'),
): Split<T> {
  const groups = new Map<string, T[]>();
  for (const one of texts) {
    add(groups, textKey(one), one);
  }
  const byLabel = new Map<string, T[][]>();
  for (const group of groups.values()) {
    add(byLabel, stratumOf(group[0]!), group);
  }
  // Numbers, and rare sets of labels, do not form strata: they are split together.
  const strata = new Map<string, T[][]>();
  for (const [label, all] of byLabel) {
    for (const group of all) add(strata, all.length < 2 ? '' : label, group);
  }
  const random = new Random(mixSeeds(seed, 17));
  const [train, heldOut]: [T[], T[]] = [[], []];
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

/** The job for a plan of either kind. */
export function trainingJob(
  plan: TrainingPlan | EntityPlan,
  given: Pick<ClassifierJob, 'model' | 'out' | 'options' | 'compare' | 'threads'>,
): FineTuningJob {
  if (plan.problemType !== 'token_classification') return classifierJob(plan, given);
  const { labels, train, heldOut } = plan;
  const compare = given.compare && given.options.sift !== undefined;
  return { kind: 'tokens', ...given, labels, train, heldOut, compare, saveSeconds };
}

/** Holds `heldOut`, a share of the texts, out. */
export function adaptJob(
  texts: readonly string[],
  heldOut: number,
  given: Pick<AdaptJob, 'model' | 'out' | 'options' | 'threads'>,
): AdaptJob {
  return { kind: 'adapt', ...given, ...splitChunks(texts, heldOut, given.options.seed), saveSeconds };
}
