import { Random } from '../../../base/random';
import type { ProblemType } from '../../../protocol/predictions';
import type { Evaluation, Mistake, TrainingExample } from '../../../protocol/training';
import { softmax, argMax } from '../../batch/probability';

/** Logits and targets of held-out examples, a row each. */
export interface Predictions {
  readonly logits: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

const resamples = 1000;

/** Quality of predictions; the interval of the score comes from resampling the examples with a fixed seed. */
export function evaluate(problemType: ProblemType, predictions: Predictions): Evaluation {
  const examples = predictions.logits.length;
  const loss = mean(predictions.logits.map((logits, row) => rowLoss(problemType, logits, predictions.targets[row]!)));
  if (problemType === 'regression') return { ...regression(predictions), examples, loss, confusion: [], f1: [] };
  const answers = predictions.logits.map((logits) => answer(problemType, logits));
  const expected = predictions.targets.map((targets) => targets.map((target) => target > 0.5));
  const labels = answers[0]?.length ?? 0;
  const rows = answers.map((_, row) => row);
  const [given, wanted] = [answers, expected].map((all) => all.map(labelsOf)) as [number[][], number[][]];
  const f1 = labelF1(given, wanted, labels, rows);
  const right = answers.filter((one, row) => one.every((value, label) => value === expected[row]![label])).length;
  return {
    examples,
    loss,
    accuracy: right / examples,
    macroF1: macro(f1),
    interval: bootstrap(examples, (sample) => macro(labelF1(given, wanted, labels, sample))),
    confusion: problemType === 'single_label_classification' ? confusion(answers, expected, labels) : [],
    f1,
  };
}

/** The loss of one row, as rowLosses computes it in a graph. */
export function rowLoss(problemType: ProblemType, logits: readonly number[], targets: readonly number[]): number {
  if (problemType === 'regression') return mean(logits.map((z, i) => (z - targets[i]!) ** 2));
  if (problemType === 'multi_label_classification') {
    return mean(logits.map((z, i) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * targets[i]!));
  }
  const probabilities = softmax(logits);
  return -targets.reduce((sum, target, i) => sum + (target === 0 ? 0 : target * Math.log(probabilities[i]!)), 0);
}

/** Which labels are chosen: the likeliest one, or all above one half. */
export function answer(problemType: ProblemType, logits: readonly number[]): boolean[] {
  if (problemType === 'multi_label_classification') return logits.map((z) => z > 0);
  const best = logits.indexOf(Math.max(...logits));
  return logits.map((_, label) => label === best);
}

/** F1 of every label over the given rows; null for a label that none of them has. */
function labelF1(
  given: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
  labels: number,
  rows: readonly number[],
): (number | null)[] {
  const [right, either, all] = [new Uint32Array(labels), new Uint32Array(labels), new Uint32Array(labels)];
  for (const row of rows) {
    for (const label of given[row]!) either[label]!++;
    for (const label of wanted[row]!) {
      either[label]!++;
      all[label]!++;
      if (given[row]!.includes(label)) right[label]!++;
    }
  }
  return Array.from(all, (count, label) => (count === 0 ? null : (2 * right[label]!) / either[label]!));
}

function labelsOf(holds: readonly boolean[]): number[] {
  return holds.flatMap((value, label) => (value ? [label] : []));
}

/** The mean over labels that were measured. */
function macro(f1: readonly (number | null)[]): number {
  return mean(f1.filter((one) => one !== null));
}

function confusion(
  answers: readonly (readonly boolean[])[],
  expected: readonly (readonly boolean[])[],
  labels: number,
): number[][] {
  const counts = Array.from({ length: labels }, () => Array.from({ length: labels }, () => 0));
  answers.forEach((one, row) => {
    counts[expected[row]!.indexOf(true)]![one.indexOf(true)]!++;
  });
  return counts;
}

/** The 95 % interval of a score over examples, from resampling them with a fixed seed. */
export function bootstrap(examples: number, score: (sample: readonly number[]) => number): readonly [number, number] {
  const random = new Random(1);
  const scores = Array.from({ length: resamples }, () =>
    score(Array.from({ length: examples }, () => Math.floor(random.uniform() * examples))),
  ).sort((a, b) => a - b);
  return [scores[Math.floor(0.025 * resamples)]!, scores[Math.ceil(0.975 * resamples) - 1]!];
}

function regression({ logits, targets }: Predictions) {
  const [given, wanted] = [logits.map(([z]) => z!), targets.map(([t]) => t!)];
  const rows = given.map((_, row) => row);
  const spread = mean(wanted.map((t) => (t - mean(wanted)) ** 2));
  const error = mean(given.map((z, row) => (z - wanted[row]!) ** 2));
  return {
    accuracy: spread === 0 ? 0 : 1 - error / spread,
    macroF1: pearson(given, wanted, rows),
    interval: bootstrap(given.length, (sample) => pearson(given, wanted, sample)),
  };
}

function pearson(a: readonly number[], b: readonly number[], rows: readonly number[]): number {
  const [meanA, meanB] = [mean(rows.map((row) => a[row]!)), mean(rows.map((row) => b[row]!))];
  let [ab, aa, bb] = [0, 0, 0];
  for (const row of rows) {
    const [x, y] = [a[row]! - meanA, b[row]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const maxMistakes = 20;

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
  return wrong.sort((a, b) => b.confidence - a.confidence).slice(0, maxMistakes);
}
