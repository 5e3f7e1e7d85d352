import type { Dimension, Value } from '../graph/graph';

/** A shape as far as it is known before a run; its rank always is. */
export type Shape = readonly Dimension[];

/** What is known of a graph's values: shapes and, for short integer vectors such as shapes, the numbers. */
export class Shapes {
  readonly #shapes = new Map<Value, Shape>();
  readonly #integers = new Map<Value, readonly Dimension[]>();
  #unknown = 0;

  /** The shape of a value; undefined when not even its rank is known. */
  get(value: Value): Shape | undefined {
    return this.#shapes.get(value);
  }

  /** The elements of an integer vector or scalar, where they are known up to names. */
  integers(value: Value): readonly Dimension[] | undefined {
    return this.#integers.get(value);
  }

  set(value: Value, shape: Shape | undefined): void {
    if (shape !== undefined) this.#shapes.set(value, shape);
  }

  setIntegers(value: Value, integers: readonly Dimension[] | undefined): void {
    if (integers !== undefined) this.#integers.set(value, integers);
  }

  /** A name for a size of which nothing is known; no two are equal. */
  unknown(): Dimension {
    return `?${this.#unknown++}`;
  }
}
