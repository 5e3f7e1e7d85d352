/** Items one by one, by their numbers from 0 on, which all come some time. Early ones wait. */
export async function* inOrder<T>(
  batches: AsyncIterable<readonly T[]>,
  orderOf: (item: T) => number,
): AsyncGenerator<T> {
  const waiting = new Map<number, T>();
  let next = 0;
  for await (const batch of batches) {
    for (const item of batch) waiting.set(orderOf(item), item);
    for (let item = waiting.get(next); item !== undefined; item = waiting.get(next)) {
      waiting.delete(next++);
      yield item;
    }
  }
}
