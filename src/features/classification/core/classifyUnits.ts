import { gather } from '../../../base/gather';
import type { CallOptions, ClassifyRequest, EngineApi, TextToClassify } from '../../../protocol/engineApi';
import { EngineStopped } from '../../../protocol/errors';
import type { Classifications, TextScores, ClassificationMethod } from '../../../protocol/predictions';
import { ranked } from './verdict';

/** Something with a text, or two, to classify. */
export type ClassifiableUnit = TextToClassify;

/** What is asked of the engine for every text. */
export type ClassifyTexts = Omit<ClassifyRequest, 'texts'>;

/** Units that were classified together, not in their given order, with their scores. */
export interface ClassifiedBatch<U> extends Omit<Classifications, 'texts'> {
  readonly results: readonly { readonly unit: U; readonly scores: TextScores }[];
}

/** How a run is followed and held. */
export interface RunOptions extends CallOptions {
  /** Awaited before every request, e.g. while the run is paused. */
  readonly beforeNext?: () => Promise<void>;
}

/** How many units, or characters, are gathered and sorted by length before they are sent. */
const window = { items: 512, size: 200_000, sizeOf: ({ text }: ClassifiableUnit) => text.length };

/** Aimed-for milliseconds of a request: others, such as suggestions, wait no longer for their turn. */
const requestMilliseconds = 150;

/** The first request's size, before it is known how fast the model is; and the largest. */
const firstCharacters = 1000;
const maxCharacters = 100_000;

/**
 * Classifies any number of units in memory that does not grow with it: two windows of them. Units are sorted by length
 * within windows, equal texts are asked for once, and requests are sized so that the engine stays responsive. Results
 * come as they are there; a canceled run ends with `Canceled` after those. A request is repeated once when the engine's
 * process ends.
 */
export async function* classifyUnits<U extends ClassifiableUnit>(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  units: AsyncIterable<U> | Iterable<U>,
  options: RunOptions = {},
): AsyncGenerator<ClassifiedBatch<U>> {
  let size = firstCharacters;
  for await (const gathered of oneAhead(gather(units, window))) {
    const groups = byText(gathered);
    for (let from = 0; from < groups.length;) {
      await options.beforeNext?.();
      options.signal?.throwIfAborted();
      const chunk = chunkFrom(groups, from, size);
      const started = performance.now();
      const { texts, ...head } = await ask(engine, request, chunk, options);
      size = nextSize(size, characters(chunk), performance.now() - started);
      from += chunk.length;
      const results = chunk.flatMap((group, i) => group.map((unit) => ({ unit, scores: texts[i]! })));
      yield { ...head, results };
    }
  }
}

/** Each item while the next one is already being made: a folder's files are read while the engine is busy. */
async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (let item = await next; item.done !== true; item = await next) {
      next = items.next();
      // It is awaited, and so fails, only when its turn comes.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    void items.return(undefined).catch(() => undefined);
  }
}

/** Units with the same text together, longest text first. */
function byText<U extends ClassifiableUnit>(units: readonly U[]): U[][] {
  const groups = new Map<string, U[]>();
  for (const unit of units) {
    const key = unit.textPair === undefined ? unit.text : JSON.stringify([unit.text, unit.textPair]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [unit]);
    else group.push(unit);
  }
  return [...groups.values()].sort((a, b) => lengthOf(b) - lengthOf(a));
}

function lengthOf(group: readonly ClassifiableUnit[]): number {
  const { text = '', textPair = '' } = group[0] ?? {};
  return text.length + textPair.length;
}

/** At least one group, and as many more as `size` characters hold. */
function chunkFrom<U extends ClassifiableUnit>(groups: readonly U[][], from: number, size: number): U[][] {
  let length = 0;
  let end = from;
  do length += lengthOf(groups[end++]!);
  while (end < groups.length && length + lengthOf(groups[end]!) <= size);
  return groups.slice(from, end);
}

function characters(groups: readonly (readonly ClassifiableUnit[])[]): number {
  return groups.reduce((sum, group) => sum + lengthOf(group), 0);
}

/** Characters for the time a request may take, approached from below: the first one may have compiled the model. */
function nextSize(size: number, done: number, milliseconds: number): number {
  const wanted = (done / Math.max(milliseconds, 1)) * requestMilliseconds;
  return Math.min(maxCharacters, Math.max(100, Math.min(wanted, 4 * size)));
}

async function ask<U extends ClassifiableUnit>(
  engine: Pick<EngineApi, 'classify'>,
  request: ClassifyTexts,
  chunk: readonly U[][],
  { signal, lane, onProgress }: RunOptions,
): Promise<Classifications> {
  const texts = chunk.map(([unit]) => ({ text: unit!.text, textPair: unit!.textPair }));
  const send = () => engine.classify({ ...request, texts }, { signal, lane, onProgress });
  return send().catch((error: unknown) => {
    if (error instanceof EngineStopped) return send();
    throw error;
  });
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
interface NumberedUnit extends ClassifiableUnit {
  readonly order: number;
}

/** A unit's scores, with what all results have in common. */
interface OrderedResult<U> extends Omit<ClassifiedBatch<U>, 'results'> {
  readonly unit: U;
  readonly scores: TextScores;
}

/** Results one by one, in the order of their units. Early ones wait, never more than a window of `classifyUnits`. */
export async function* inOrder<U extends NumberedUnit>(
  batches: AsyncIterable<ClassifiedBatch<U>>,
): AsyncGenerator<OrderedResult<U>> {
  const waiting = new Map<number, OrderedResult<U>>();
  let next = 0;
  for await (const { results, ...head } of batches) {
    for (const result of results) waiting.set(result.unit.order, { ...result, ...head });
    for (let result = waiting.get(next); result !== undefined; result = waiting.get(next)) {
      waiting.delete(next++);
      yield result;
    }
  }
}
