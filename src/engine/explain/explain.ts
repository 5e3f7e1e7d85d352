import { plain } from '../../base/plainText';
import { gaussLegendre } from '../../base/quadrature';
import { attentionTerms, type AttentionTerm } from '../../protocol/attentionTrace';
import type { Explanation, ExplainRequest, SpanContribution, TermContributions } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import { checkCount } from '../batch/checkCount';
import { answerProblem } from './answerProblem';
import { slopesAt, valuesAt, type Point, type Problem } from './answerRuns';

/** What a method finds: the answer at the text and at the baseline, and a number for each word. */
interface Found extends Pick<Explanation, 'value' | 'baselineValue' | 'steps' | 'terms' | 'spans'> {
  readonly contributions: readonly number[];
}

/** Integrated gradients take points until the sum is as exact as this share of the change, or this difference. */
const maxResidualShare = 0.01;
const maxResidual = 1e-3;
const firstSteps = 16;
const maxSteps = 512;

const maxSpanWords = 5;
/** Runs of words that are named. */
const maxSpans = 50;

/** Divides an answer among the words of its text. @throws RequestError as `answerProblem` */
export async function explain(model: Problem['model'], request: ExplainRequest): Promise<Explanation> {
  const { of, method = 'integratedGradients', baseline = 'mask', longestSpan = 1 } = request;
  checkCount('words left out together', longestSpan, maxSpanWords);
  if (method === 'inputXgradient' && baseline === 'zero') {
    throw new RequestError(
      plain`From zeros, inputXgradient gives no word anything: layer normalization ignores how long an embedding is. Choose another baseline.`,
    );
  }
  const problem = await answerProblem(model, of, baseline);
  const methods = { occlusion, inputXgradient, integratedGradients };
  const { contributions, ...found } = await methods[method](problem, longestSpan);
  const total = contributions.reduce((sum, one) => sum + one, 0);
  const { answer, against, measure, candidates, words } = problem.scored;
  return {
    ...{ answer, against, measure, candidates, method, baseline, ...found },
    words: words.map((word, i) => ({ ...word, contribution: contributions[i]! })),
    residual: found.value - found.baselineValue - total,
  };
}

/** The text itself, and all words at the baseline. */
export function ends({ scored: { words } }: Problem): [Point, Point] {
  return [{ distances: words.map(() => 0) }, { distances: words.map(() => 1) }];
}

async function occlusion(problem: Problem, longestSpan: number): Promise<Found> {
  const { words } = problem.scored;
  const runs = runsOfWords(words, longestSpan);
  const without = [...words.map((_, word) => ({ first: word, last: word })), ...runs].map(({ first, last }): Point => {
    return { distances: words.map((_, word) => Number(first <= word && word <= last)) };
  });
  const [value, baselineValue, ...others] = await valuesAt(problem, [...ends(problem), ...without]);
  const lost = others.map((other) => value! - other);
  const spans = runs.map((run, i): SpanContribution => ({ ...run, contribution: lost[words.length + i]! }));
  spans.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
    ...{ value: value!, baselineValue: baselineValue!, contributions: lost.slice(0, words.length) },
    ...(longestSpan > 1 ? { spans: spans.slice(0, maxSpans) } : undefined),
  };
}

/** All runs of two words and more that stand together in one text. */
function runsOfWords(words: readonly { readonly sequence: number }[], longest: number) {
  return words.flatMap(({ sequence }, first) =>
    Array.from({ length: longest - 1 }, (_, i) => ({ first, last: first + 1 + i })).filter(
      ({ last }) => words[last]?.sequence === sequence,
    ),
  );
}

async function inputXgradient(problem: Problem): Promise<Found> {
  const [text, nothing] = await slopesAt(problem, ends(problem));
  const { value, contributions, terms } = text!;
  return { value, baselineValue: nothing!.value, steps: 1, contributions, terms: termsOf(problem, terms) };
}

/** The mean of the slopes between baseline and text, by Gauss–Legendre quadrature, finer until the sum is right. */
async function integratedGradients(problem: Problem): Promise<Found> {
  const { words } = problem.scored;
  const [text, nothing] = await slopesAt(problem, ends(problem));
  const { value } = text!;
  const baselineValue = nothing!.value;
  const terms = termsOf(problem, text!.terms);
  const enough = Math.max(maxResidual, maxResidualShare * Math.abs(value - baselineValue));
  for (let steps = firstSteps; ; steps *= 2) {
    const { points, weights } = gaussLegendre(steps);
    const slopes = await slopesAt(
      problem,
      points.map((point) => ({ distances: words.map(() => 1 - point) })),
    );
    const mean = words.map((_, word) =>
      slopes.reduce((sum, { contributions }, i) => sum + weights[i]! * contributions[word]!, 0),
    );
    const residual = value - baselineValue - mean.reduce((sum, one) => sum + one, 0);
    if (Math.abs(residual) <= enough || steps >= maxSteps)
      return { value, baselineValue, contributions: mean, steps, terms };
  }
}

/** The layer of each application: the mask decoder applies the last one twice. */
export function layersOf({ model }: Problem, applications: number): number[] {
  return Array.from({ length: applications }, (_, i) => Math.min(i, model.config.numHiddenLayers - 1));
}

function termsOf(problem: Problem, terms: readonly number[]): TermContributions {
  const heads = problem.model.config.numAttentionHeads;
  const total = (term: AttentionTerm) =>
    terms.reduce((sum, value, i) => (attentionTerms[i % attentionTerms.length] === term ? sum + value : sum), 0);
  return {
    layers: layersOf(problem, terms.length / heads / attentionTerms.length),
    heads,
    values: Float32Array.from(terms),
    totals: { c2c: total('c2c'), c2p: total('c2p'), p2c: total('p2c') },
  };
}
