import { gather } from '../base/gather';
import type { CallOptions } from '../protocol/engineApi';
import { EngineStopped } from '../protocol/errors';

/** Something with a text, or two, about which the engine is asked. */
export interface UnitText {
  readonly text: string;
  readonly textPair?: string;
}

/** Asks the engine about texts; answers are in their order. */
export type AskEngine<A> = (texts: readonly UnitText[], options: CallOptions) => Promise<readonly A[]>;

export interface UnitAnswer<U, A> {
  readonly unit: U;
  readonly answer: A;
}

/** How a run is followed and held. */
export interface RunOptions extends CallOptions {
  /** Awaited before every request, e.g. while the run is paused. */
  readonly beforeNext?: () => Promise<void>;
}

/** How many units, or characters, are gathered and sorted by length before they are sent. */
const window = { items: 512, size: 200_000, sizeOf: ({ text }: UnitText) => text.length };

/** Aimed-for milliseconds of a request: others, such as suggestions, wait no longer for their turn. */
const requestMilliseconds = 150;

/** The first request's size, before it is known how fast the model is; and the largest. */
const firstCharacters = 1000;
const maxCharacters = 100_000;

/**
 * Asks about any number of units in memory that does not grow with it: two windows of them. Units are sorted by length
 * within windows, equal texts are asked for once, and requests are sized so that the engine stays responsive. Answers
 * come as they are there; a canceled run ends with `Canceled` after those. A request is repeated once when the engine's
 * process ends.
 */
export async function* answerUnits<U extends UnitText, A>(
  ask: AskEngine<A>,
  units: AsyncIterable<U> | Iterable<U>,
  { beforeNext, ...options }: RunOptions = {},
): AsyncGenerator<readonly UnitAnswer<U, A>[]> {
  let size = firstCharacters;
  for await (const gathered of oneAhead(gather(units, window))) {
    const groups = byText(gathered);
    for (let from = 0; from < groups.length;) {
      await beforeNext?.();
      options.signal?.throwIfAborted();
      const chunk = chunkFrom(groups, from, size);
      const started = performance.now();
      const answers = await askAgain(ask, chunk, options);
      size = nextSize(size, characters(chunk), performance.now() - started);
      from += chunk.length;
      yield chunk.flatMap((group, i) => group.map((unit) => ({ unit, answer: answers[i]! })));
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
function byText<U extends UnitText>(units: readonly U[]): U[][] {
  const groups = new Map<string, U[]>();
  for (const unit of units) {
    const key = unit.textPair === undefined ? unit.text : JSON.stringify([unit.text, unit.textPair]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [unit]);
    else group.push(unit);
  }
  return [...groups.values()].sort((a, b) => lengthOf(b) - lengthOf(a));
}

function lengthOf(group: readonly UnitText[]): number {
  const { text = '', textPair = '' } = group[0] ?? {};
  return text.length + textPair.length;
}

/** At least one group, and as many more as `size` characters hold. */
function chunkFrom<U extends UnitText>(groups: readonly U[][], from: number, size: number): U[][] {
  let length = 0;
  let end = from;
  do length += lengthOf(groups[end++]!);
  while (end < groups.length && length + lengthOf(groups[end]!) <= size);
  return groups.slice(from, end);
}

function characters(groups: readonly (readonly UnitText[])[]): number {
  return groups.reduce((sum, group) => sum + lengthOf(group), 0);
}

/** Characters for the time a request may take, approached from below: the first one may have compiled the model. */
function nextSize(size: number, done: number, milliseconds: number): number {
  const wanted = (done / Math.max(milliseconds, 1)) * requestMilliseconds;
  return Math.min(maxCharacters, Math.max(100, Math.min(wanted, 4 * size)));
}

async function askAgain<A>(
  ask: AskEngine<A>,
  chunk: readonly (readonly UnitText[])[],
  options: CallOptions,
): Promise<readonly A[]> {
  const texts = chunk.map(([unit]) => ({ text: unit!.text, textPair: unit!.textPair }));
  const send = () => ask(texts, options);
  return send().catch((error: unknown) => {
    if (error instanceof EngineStopped) return send();
    throw error;
  });
}
