import type { ModelContext } from '../modelContext';
import type { AttentionProjections } from './attentionProjections';
import { v1Projections } from './v1';
import { v2Projections } from './v2';

/** Finds the projections of `deberta.encoder.layer.<layer>.attention.self` in either family's tensors. */
export function findProjections(model: ModelContext, layer: number): AttentionProjections {
  const prefix = `deberta.encoder.layer.${layer}.attention.self`;
  return model.config.modelType === 'deberta' ? v1Projections(model, prefix) : v2Projections(model, prefix);
}
