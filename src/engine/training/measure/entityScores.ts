import type { EntityScore, EntityScores, Evaluation, TaggedText } from '../../../protocol/training';
import { entitiesOfTags, tagsOfEntities, type WordEntity } from '../../../protocol/wordTags';
import { bootstrap } from './metrics';
import type { TagPredictions } from './predictTags';

/** Entities that are right, found, and in the data. */
interface Counts {
  readonly right: number;
  readonly found: number;
  readonly wanted: number;
}

/** The quality of tags, with the micro-F1's interval from resampling texts. `known` are the model's tags. */
export function evaluateTags(
  texts: readonly TaggedText[],
  { texts: predicted, loss }: TagPredictions,
  labels: readonly string[],
  known: ReadonlySet<string>,
): Evaluation {
  const wanted = texts.map(({ entities }) => entities);
  const found = predicted.map(({ tags }) => entitiesOfTags(tags));
  const entities = entityScores(wanted, found, labels);
  const isThere = new Set([...wanted.flat(), ...found.flat()].map(({ label }) => label));
  const expected = texts.map(({ entities: own, words }) => tagsOfEntities(own, words.length, known));
  const each = texts.map((_, text) => sumOf(countsOf(wanted[text]!, found[text]!).values()));
  return {
    examples: texts.length,
    loss,
    accuracy: accuracy(
      expected,
      predicted.map(({ tags }) => tags),
    ),
    macroF1: entities.macro.f1,
    interval: bootstrap(texts.length, (sample) => scoreOf(sumOf(sample.map((text) => each[text]!))).f1),
    confusion: [],
    f1: entities.labels.map(({ f1 }, label) => (isThere.has(labels[label]!) ? f1 : null)),
    entities,
  };
}

/** How well predicted tags find the entities of texts. */
export function scoreTags(
  texts: readonly TaggedText[],
  { texts: predicted }: TagPredictions,
  labels: readonly string[],
): EntityScores {
  return entityScores(
    texts.map(({ entities }) => entities),
    predicted.map(({ tags }) => entitiesOfTags(tags)),
    labels,
  );
}

/** Precision, recall and F1 of the entities of texts, as in seqeval's default mode: 0 where there are none. */
export function entityScores(
  wanted: readonly (readonly WordEntity[])[],
  found: readonly (readonly WordEntity[])[],
  labels: readonly string[],
): EntityScores {
  const counts = wanted.map((entities, text) => countsOf(entities, found[text]!));
  const sums = labels.map((label) => sumOf(counts.flatMap((one) => one.get(label) ?? [])));
  const present = sums.filter((one) => one.wanted + one.found > 0).map(scoreOf);
  const mean = (part: keyof EntityScore) =>
    present.reduce((sum, one) => sum + one[part], 0) / Math.max(1, present.length);
  const micro = scoreOf(sumOf(sums));
  return {
    micro,
    macro: { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support: micro.support },
    labels: sums.map(scoreOf),
  };
}

/** The share of tags that are the same, whatever text they are of. */
export function accuracy(expected: readonly (readonly string[])[], given: readonly (readonly string[])[]): number {
  const [all, others] = [expected.flat(), given.flat()];
  return all.filter((tag, word) => tag === others[word]).length / Math.max(1, all.length);
}

function countsOf(wanted: readonly WordEntity[], found: readonly WordEntity[]): Map<string, Counts> {
  const keys = new Set(wanted.map(keyOf));
  const counts = new Map<string, Counts>();
  const add = (label: string, change: Partial<Counts>) => {
    const { right, found: all, wanted: every } = counts.get(label) ?? noCounts;
    const next = { right: right + (change.right ?? 0), found: all + (change.found ?? 0) };
    counts.set(label, { ...next, wanted: every + (change.wanted ?? 0) });
  };
  for (const { label } of wanted) add(label, { wanted: 1 });
  for (const one of found) add(one.label, { found: 1, right: keys.has(keyOf(one)) ? 1 : 0 });
  return counts;
}

const noCounts: Counts = { right: 0, found: 0, wanted: 0 };

function keyOf({ start, end, label }: WordEntity): string {
  return `${start} ${end} ${label}`;
}

function sumOf(counts: Iterable<Counts>): Counts {
  const sum = { right: 0, found: 0, wanted: 0 };
  for (const { right, found, wanted } of counts) {
    sum.right += right;
    sum.found += found;
    sum.wanted += wanted;
  }
  return sum;
}

function scoreOf({ right, found, wanted }: Counts): EntityScore {
  const [precision, recall] = [right / Math.max(1, found), right / Math.max(1, wanted)];
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, support: wanted };
}
