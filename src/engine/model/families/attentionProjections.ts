import type { Value } from '../../graph/graph';

/** A linear map as PyTorch stores it: weight [output, input], bias [output]. */
export interface Projection {
  readonly weight: Value;
  readonly bias?: Value;
}

/** The projections of one layer's attention, the same for all families. Position projections exist if the term does. */
export interface AttentionProjections {
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  /** Key projection of the relative table, for content→position. */
  readonly positionKey?: Projection;
  /** Query projection of the relative table, for position→content. */
  readonly positionQuery?: Projection;
}
