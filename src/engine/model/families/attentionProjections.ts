import type { Value } from '../../graph/graph';

/** A linear map as PyTorch stores it: weight [output, input], bias [output]. */
export interface Projection {
  readonly weight: Value;
  readonly bias?: Value;
}

/** The projections of one layer's attention, in one form for all families. Position projections are there when the term is. */
export interface AttentionProjections {
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  /** Key projection of the relative table, for content→position. */
  readonly positionKey?: Projection;
  /** Query projection of the relative table, for position→content. */
  readonly positionQuery?: Projection;
}
