import { plain, sentences } from '../../../base/plainText';
import type { PlacedUnit } from '../../../prose/documentUnits';
import { inability, requireOneScore } from '../../../protocol/abilities';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { answerUnits, type AskEngine, type RunOptions } from '../../../results/answerUnits';
import type { FoundPassage } from '../../../retrieval/passageIndex';
import { nearestSentence, partAt, type PassagePart } from './nearestSentence';

/** What is asked beside the words: a model with one score for a pair of texts, and one that finds answers in a text. */
export interface AskModels {
  readonly reranker?: ModelRequest;
  readonly reader?: ModelRequest;
}

/** A passage that may answer a question, and the answer where a reader found one in it. */
export interface AskResult<P> {
  readonly passage: P;
  /** How its place among the others was found; `score` is of that. */
  readonly foundBy: 'words' | 'reranker' | 'reader';
  /** BM25+ of its words, what the reranker gives, or the probability of the answer. Higher is better. */
  readonly score: number;
  readonly answer?: PassagePart;
  /** Of the passage, the sentence that shares most with the question. */
  readonly sentence: PassagePart;
}

/** Passages to find by their words: the right one is among them far more often than it is the first. */
export const maxPassages = 50;

/** Passages to read for answers once a reranker has put them in order: reading costs as much as ranking. */
const maxRead = 20;

/** @throws RequestError for a model that cannot do its part */
export async function requireAskModels(
  engine: Pick<EngineApi, 'describe'>,
  { reranker, reader }: AskModels,
  signal?: AbortSignal,
): Promise<void> {
  if (reranker !== undefined) requireOneScore(await engine.describe(reranker, { signal }));
  if (reader === undefined) return;
  const description = await engine.describe(reader, { signal });
  if (description.heads.includes('qa')) return;
  const remedy = plain`Use a model for question answering, such as deepset/deberta-v3-base-squad2.`;
  throw new RequestError(sentences(inability(description, 'qa'), remedy));
}

/**
 * The passages found for a question in the order in which they answer it, as it becomes known: by their words, by the
 * reranker, and with answers as they are read. The last list is the best.
 */
export async function* ask<P extends PlacedUnit>(
  engine: Pick<EngineApi, 'classify' | 'answerQuestion'>,
  question: string,
  found: readonly FoundPassage<P>[],
  { reranker, reader }: AskModels,
  options: RunOptions = {},
): AsyncGenerator<readonly AskResult<P>[]> {
  let results: readonly AskResult<P>[] = found.map((one) => ({
    ...one,
    foundBy: 'words',
    sentence: nearestSentence(question, one.passage),
  }));
  yield results;
  if (reranker !== undefined) yield (results = await ranked(engine, question, results, reranker, options));
  if (reader === undefined) return;
  const unread = reranker === undefined ? results : results.slice(0, maxRead);
  const answers = new Map<P, AskResult<P>>();
  for await (const read of readAnswers(engine, question, unread, reader, options)) {
    for (const result of read) answers.set(result.passage, result);
    yield inOrder(results.map((result) => answers.get(result.passage) ?? result));
  }
}

/**
 * Answers come first, by their probability, and then the passages without one, as they were. A reader's probability is
 * that of a part of one window, so those of different windows compare only through "no answer", which is among them: a
 * reader that has learned to give it all where a passage has none leaves little to wrong answers. A reranker's score is
 * on no common scale with it, and decides which passages are read.
 */
function inOrder<P>(results: readonly AskResult<P>[]): AskResult<P>[] {
  const scoreOf = ({ answer, score }: AskResult<P>) => (answer === undefined ? -1 : score);
  return [...results].sort((a, b) => scoreOf(b) - scoreOf(a));
}

async function ranked<P extends PlacedUnit>(
  engine: Pick<EngineApi, 'classify'>,
  question: string,
  results: readonly AskResult<P>[],
  model: ModelRequest,
  options: RunOptions,
): Promise<readonly AskResult<P>[]> {
  const pairs = results.map((result) => ({ text: question, textPair: result.passage.text, result }));
  const scores = new Map<AskResult<P>, number>();
  const scorePairs: AskEngine<number> = async (texts, call) => {
    // A long passage is as good as its best part.
    const scored = await engine.classify({ ...model, texts, bestWindow: true }, call);
    return scored.texts.map((one) => one.scores[0]!);
  };
  for await (const answers of answerUnits(scorePairs, pairs, options))
    for (const { unit, answer } of answers) scores.set(unit.result, answer);
  return results
    .map((result) => ({ ...result, foundBy: 'reranker' as const, score: scores.get(result)! }))
    .sort((a, b) => b.score - a.score);
}

/** The results in whose passages an answer is likelier than none, with the answer, as they are read. */
async function* readAnswers<P extends PlacedUnit>(
  engine: Pick<EngineApi, 'answerQuestion'>,
  question: string,
  results: readonly AskResult<P>[],
  model: ModelRequest,
  options: RunOptions,
): AsyncGenerator<readonly AskResult<P>[]> {
  const units = results.map((result) => ({ text: result.passage.text, result }));
  const read = answerUnits(
    (texts, call) => engine.answerQuestion({ ...model, question, passages: texts.map(({ text }) => text) }, call),
    units,
    options,
  );
  for await (const answers of read) {
    yield answers.flatMap(
      ({
        unit: { result },
        answer: {
          answers: [best],
          noAnswer,
        },
      }): AskResult<P>[] => {
        if (best === undefined || best.score <= noAnswer) return [];
        // The same words in two windows add up.
        return [{ ...result, foundBy: 'reader', score: Math.min(1, best.score), answer: partAt(result.passage, best) }];
      },
    );
  }
}
