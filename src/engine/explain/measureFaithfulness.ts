import { plain } from '../../base/plainText';
import { Random } from '../../base/random';
import type { AnswerCurves, Faithfulness, FaithfulnessRequest } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import { checkCount } from '../batch/checkCount';
import type { ModelRunner } from '../batch/modelRunner';
import { sigmoid } from '../batch/probability';
import { answerProblem } from './answerProblem';
import { valuesAt, type Point, type Problem } from './answerRuns';

/** Words are taken out in so many steps at most, of as many words as that takes. */
const maxStepCount = 64;
const maxRandomOrders = 50;

/**
 * How an answer changes as words go to their baseline, the largest contribution first, and as they come back from it.
 * @throws RequestError for contributions of other words
 */
export async function measureFaithfulness(
  model: ModelRunner,
  { of, baseline, contributions, randomOrders = 5 }: FaithfulnessRequest,
): Promise<Faithfulness> {
  checkCount('random orders', randomOrders, maxRandomOrders);
  const problem = await answerProblem(model, of, baseline);
  const words = problem.scored.words.map((_, word) => word);
  if (contributions.length !== words.length)
    throw new RequestError(
      plain`The text has ${words.length} words, but there are ${contributions.length} contributions.`,
    );
  const isProbability = problem.scored.measure === 'logOdds';
  const ordered = words.toSorted((a, b) => contributions[b]! - contributions[a]!);
  const curves = await curvesOf(problem, ordered, isProbability);
  const random = new Random(1);
  const others: AnswerCurves[] = [];
  for (let order = 0; order < randomOrders; order++)
    others.push(await curvesOf(problem, random.shuffled(words), isProbability));
  const mean = meanCurves(others);
  return { isProbability, curves, random: mean, areas: areasOf(curves), randomAreas: areasOf(mean) };
}

async function curvesOf(problem: Problem, order: readonly number[], isProbability: boolean): Promise<AnswerCurves> {
  const steps = Math.min(order.length, maxStepCount);
  const counts = Array.from({ length: steps + 1 }, (_, step) => Math.round((step * order.length) / steps));
  const rank = new Map(order.map((word, place) => [word, place]));
  const points = (isOut: (place: number, count: number) => boolean) =>
    counts.map((count): Point => ({ distances: order.map((_, word) => Number(isOut(rank.get(word)!, count))) }));
  const all = [...points((place, count) => place < count), ...points((place, count) => place >= count)];
  const values = (await valuesAt(problem, all)).map((value) => (isProbability ? sigmoid(value) : value));
  return { deletion: values.slice(0, counts.length), insertion: values.slice(counts.length) };
}

function meanCurves(curves: readonly AnswerCurves[]): AnswerCurves {
  const mean = (name: keyof AnswerCurves) =>
    curves[0]![name].map((_, step) => curves.reduce((sum, curve) => sum + curve[name][step]!, 0) / curves.length);
  return { deletion: mean('deletion'), insertion: mean('insertion') };
}

/** By the trapezoidal rule. */
function areasOf({ deletion, insertion }: AnswerCurves): Record<keyof AnswerCurves, number> {
  const area = (curve: readonly number[]) => {
    const steps = curve.length - 1;
    return curve.reduce((sum, value, i) => sum + (i === 0 || i === steps ? value / 2 : value), 0) / steps;
  };
  return { deletion: area(deletion), insertion: area(insertion) };
}
