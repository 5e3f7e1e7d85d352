import type { Value } from '../../graph/graph';
import type { ModelContext } from '../modelContext';
import { v1Projections } from './v1';
import { v2Projections } from './v2';

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

/** Finds the projections of `deberta.encoder.layer.<layer>.attention.self` in either family's tensors. */
export function attentionProjections(model: ModelContext, layer: number): AttentionProjections {
  const prefix = `deberta.encoder.layer.${layer}.attention.self`;
  return model.config.modelType === 'deberta' ? v1Projections(model, prefix) : v2Projections(model, prefix);
}
