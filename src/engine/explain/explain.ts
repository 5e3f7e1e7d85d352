import { plain } from '../../base/plainText';
import { gaussLegendre } from '../../base/quadrature';
import { attentionTerms, type AttentionTerm } from '../../protocol/attentionTrace';
import type {
  ExplainedAnswer,
  Explanation,
  ExplainRequest,
  ExplanationBaseline,
  TermContributions,
  WordContribution,
} from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';
import { textWords } from '../batch/textWords';
import { answersAt, type AnswerPoint } from './answerRuns';
import { scoredAnswer, type ScoredAnswer } from './scoredAnswer';

/** A word and its tokens. */
interface WordTokens extends Omit<WordContribution, 'contribution'> {
  readonly tokens: readonly number[];
}

/** What the methods share. */
interface Problem {
  readonly model: ModelRunner;
  readonly scored: ScoredAnswer;
  readonly baseline: ExplanationBaseline;
  readonly varies: readonly boolean[];
  readonly words: readonly WordTokens[];
}

/** What a method finds: the answer at the text and at the baseline, and a number for each word. */
interface Found extends Pick<Explanation, 'value' | 'baselineValue' | 'steps' | 'terms'> {
  readonly contributions: readonly number[];
}

/** Integrated gradients take points until the sum is as exact as this share of the change, or this difference. */
const maxResidualShare = 0.01;
const maxResidual = 1e-3;
const firstSteps = 16;
const maxSteps = 512;

/** Divides an answer among the words of its text. @throws RequestError as `scoredAnswer` */
export async function explain(model: ModelRunner, request: ExplainRequest): Promise<Explanation> {
  const { of, method = 'integratedGradients', baseline = 'mask' } = request;
  if (method === 'inputXgradient' && baseline === 'zero') {
    throw new RequestError(
      plain`From zeros, inputXgradient gives no word anything: layer normalization ignores how long an embedding is. Choose another baseline.`,
    );
  }
  const scored = await scoredAnswer(model, of);
  const words = wordsOf(of, scored);
  const explainable = new Set(words.flatMap(({ tokens }) => tokens));
  const varies = scored.encoding.ids.map((_, token) => explainable.has(token));
  const problem = { model, scored, baseline, varies, words };
  const methods = { occlusion, inputXgradient, integratedGradients };
  const { contributions, ...found } = await methods[method](problem);
  const total = contributions.reduce((sum, one) => sum + one, 0);
  const { answer, against, measure } = scored;
  return {
    ...{ answer, against, measure, candidates: [], method, baseline, ...found },
    words: words.map(({ text, sequence, start, end }, i) => ({
      ...{ text, sequence, start, end },
      contribution: contributions[i]!,
    })),
    residual: found.value - found.baselineValue - total,
  };
}

/** The words of both texts that have tokens of their own; a token of two words counts with the first. */
function wordsOf(of: ExplainedAnswer, { encoding, position }: ScoredAnswer) {
  const mask = of.kind === 'word' ? of.mask : undefined;
  const texts = of.kind === 'label' && of.textPair !== undefined ? [of.text, of.textPair] : [of.text];
  const taken = new Set<number>(position === undefined ? [] : [position]);
  return texts.flatMap((whole, sequence) =>
    textWords(whole).flatMap(({ start, end }): WordTokens[] => {
      if (mask !== undefined && start < mask.end && end > mask.start) return [];
      const tokens = encoding.ranges.flatMap((range, token) => {
        const isOfWord = encoding.sequence[token] === sequence && range.start < end && range.end > start;
        return isOfWord && !taken.has(token) ? [token] : [];
      });
      for (const token of tokens) taken.add(token);
      return tokens.length === 0 ? [] : [{ text: whole.slice(start, end), sequence, start, end, tokens }];
    }),
  );
}

async function occlusion(problem: Problem): Promise<Found> {
  const { varies, words } = problem;
  const without = words.map(({ tokens }) => varies.map((_, token) => Number(tokens.includes(token))));
  const points = [varies.map(() => 0), varies.map(Number), ...without];
  const [text, nothing, ...others] = await at(problem, points, false);
  const value = text!.answer;
  return { value, baselineValue: nothing!.answer, contributions: others.map(({ answer }) => value - answer) };
}

async function inputXgradient(problem: Problem): Promise<Found> {
  const { varies } = problem;
  const [text, nothing] = await at(problem, [varies.map(() => 0), varies.map(Number)], true);
  return {
    ...{ value: text!.answer, baselineValue: nothing!.answer, steps: 1 },
    contributions: byWord(problem, text!.contributions),
    terms: termsOf(problem, text!),
  };
}

/** The mean of the slopes between baseline and text, by Gauss–Legendre quadrature, finer until the sum is right. */
async function integratedGradients(problem: Problem): Promise<Found> {
  const { varies } = problem;
  const [text, nothing] = await at(problem, [varies.map(() => 0), varies.map(Number)], true);
  const [value, baselineValue] = [text!.answer, nothing!.answer];
  const terms = termsOf(problem, text!);
  const enough = Math.max(maxResidual, maxResidualShare * Math.abs(value - baselineValue));
  for (let steps = firstSteps; ; steps *= 2) {
    const { points, weights } = gaussLegendre(steps);
    const distances = points.map((point) => varies.map((isVaried) => (isVaried ? 1 - point : 0)));
    const slopes = await at(problem, distances, true);
    const mean = varies.map((_, token) =>
      slopes.reduce((sum, { contributions }, i) => sum + weights[i]! * contributions[token]!, 0),
    );
    const residual = value - baselineValue - mean.reduce((sum, one) => sum + one, 0);
    if (Math.abs(residual) <= enough || steps >= maxSteps)
      return { value, baselineValue, contributions: byWord(problem, mean), steps, terms };
  }
}

function at(problem: Problem, points: readonly (readonly number[])[], gradient: boolean): Promise<AnswerPoint[]> {
  const { model, scored, baseline, varies } = problem;
  return answersAt(model, scored, points, { baseline, varies, gradient });
}

function byWord({ words }: Problem, tokens: ArrayLike<number>): number[] {
  return words.map((word) => word.tokens.reduce((sum, token) => sum + tokens[token]!, 0));
}

function termsOf({ model }: Problem, { terms }: AnswerPoint): TermContributions {
  const { numAttentionHeads: heads, numHiddenLayers } = model.config;
  const applications = terms.length / heads / attentionTerms.length;
  const layers = Array.from({ length: applications }, (_, i) => Math.min(i, numHiddenLayers - 1));
  const total = (term: AttentionTerm) =>
    terms.reduce((sum, value, i) => (attentionTerms[i % attentionTerms.length] === term ? sum + value : sum), 0);
  const totals = { c2c: total('c2c'), c2p: total('c2p'), p2c: total('p2c') };
  return { layers, heads, values: Float32Array.from(terms), totals };
}
