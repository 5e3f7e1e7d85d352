import { inOrder as byNumber } from '../../../base/inOrder';
import type { CallOptions, ClassifyRequest, EngineApi, TextToClassify } from '../../../protocol/engineApi';
import type { Classifications, TextScores, ClassificationMethod } from '../../../protocol/predictions';
import type { DocumentUnit } from '../../../prose/documentUnits';
import { answerUnits, type RunOptions } from '../../../results/answerUnits';
import type { AnswerSource } from '../../../results/knownAnswers';
import { classifiedText, type ClassifiedText } from './resultStore';
import { ranked } from './verdict';

/** What is asked of the engine for every text. */
export type ClassifyTexts = Omit<ClassifyRequest, 'texts'>;

/** Units that were classified together, not in their given order, with their scores. */
export interface ClassifiedBatch<U> extends Omit<Classifications, 'texts'> {
  readonly results: readonly { readonly unit: U; readonly scores: TextScores }[];
}

/** Classifies any number of units, as `answerUnits` does. */
export async function* classifyUnits<U extends TextToClassify>(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  units: AsyncIterable<U> | Iterable<U>,
  options: RunOptions = {},
): AsyncGenerator<ClassifiedBatch<U>> {
  const ask = async (texts: readonly TextToClassify[], callOptions: CallOptions) => {
    const { texts: all, ...head } = await engine.classify({ ...request, texts }, callOptions);
    return all.map((scores) => ({ scores, head }));
  };
  for await (const batch of answerUnits(ask, units, options)) {
    yield { ...batch[0]!.answer.head, results: batch.map(({ unit, answer: { scores } }) => ({ unit, scores })) };
  }
}

/** Finds and moves the results of a document's sentences. */
export function classifiedTexts(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
): AnswerSource<DocumentUnit, ClassifiedText> {
  return {
    async *find(units) {
      for await (const { results } of classifyUnits(engine, request, units))
        yield results.map(({ unit, scores }) => classifiedText(unit, scores));
    },
    moved: (result, unit) => classifiedText(unit, result),
  };
}

export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** The labels of one text or pair, best first, and how they were found. */
export async function classifyOne(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  text: TextToClassify,
  options?: CallOptions,
): Promise<{ readonly method: ClassificationMethod; readonly labels: readonly LabelScore[] }> {
  const { labels, texts, method } = await engine.classify({ ...request, texts: [text] }, options);
  const scores = texts[0]?.scores ?? [];
  return { method, labels: ranked(scores).map((label) => ({ label: labels[label]!, score: scores[label]! })) };
}

/** A unit with its place, from 0, among all units of a run. */
interface NumberedUnit extends TextToClassify {
  readonly order: number;
}

/** A unit's scores, with what all results have in common. */
interface OrderedResult<U> extends Omit<ClassifiedBatch<U>, 'results'> {
  readonly unit: U;
  readonly scores: TextScores;
}

/** Results one by one, in the order of their units. Early ones wait, never more than a window of `classifyUnits`. */
export function inOrder<U extends NumberedUnit>(
  batches: AsyncIterable<ClassifiedBatch<U>>,
): AsyncGenerator<OrderedResult<U>> {
  return byNumber(resultsOf(batches), ({ unit }) => unit.order);
}

async function* resultsOf<U>(batches: AsyncIterable<ClassifiedBatch<U>>): AsyncGenerator<OrderedResult<U>[]> {
  for await (const { results, ...head } of batches) yield results.map((result) => ({ ...result, ...head }));
}
