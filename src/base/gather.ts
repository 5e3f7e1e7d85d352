/** How large a group of items may become. */
export interface GroupLimits<T> {
  readonly items: number;
  /** Of all items of a group together, as `sizeOf` tells it. */
  readonly size: number;
  readonly sizeOf: (item: T) => number;
}

/** Milliseconds to wait for a source that stalls before what it has given is passed on. */
const stallMilliseconds = 50;

/**
 * Items in groups, in order; one that is not full ends when the next item is not there at once, e.g. of a pipe, or when
 * the source fails, which is thrown after it.
 */
export async function* gather<T>(items: AsyncIterable<T> | Iterable<T>, limits: GroupLimits<T>): AsyncGenerator<T[]> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let group: T[] = [];
  let size = 0;
  let next: Promise<IteratorResult<T>> | undefined;
  try {
    for (;;) {
      next ??= Promise.resolve(iterator.next());
      const result = await (group.length > 0 ? within(stallMilliseconds, next) : next);
      if (result !== undefined) next = undefined;
      if (result?.done === true) break;
      if (result !== undefined) {
        group.push(result.value);
        size += limits.sizeOf(result.value);
        if (group.length < limits.items && size < limits.size) continue;
      }
      yield group;
      group = [];
      size = 0;
    }
    if (group.length > 0) yield group;
  } catch (error) {
    if (group.length > 0) yield group;
    throw error;
  } finally {
    // A source that waits for its next item ends when it comes; nobody waits for that.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** What a promise resolves to, or undefined when that takes longer; the promise goes on. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, milliseconds, undefined)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
