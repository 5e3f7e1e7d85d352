import type { TextScores } from '../../../protocol/predictions';
import type { ClassifiableUnit, ClassifiedBatch } from './classifyUnits';

/** A unit with its place, from 0, among all units of a run. */
export interface NumberedUnit extends ClassifiableUnit {
  readonly order: number;
}

/** A unit's scores, with what all results have in common. */
export interface OrderedResult<U> extends Omit<ClassifiedBatch<U>, 'results'> {
  readonly unit: U;
  readonly scores: TextScores;
}

/** Results one by one, in the order of their units; those that came too early wait, never more than a window of `classifyUnits`. */
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
