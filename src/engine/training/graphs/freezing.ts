import type { TrainingOptions } from '../../../protocol/training';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';

/**
 * Which of a classifier's tensors are trained: those of the head; with them, of the last n layers; or all. The relative
 * table and its norm belong to all layers, so they are trained only with all.
 */
export function trainedTensors(
  names: readonly string[],
  layers: TrainingOptions['layers'],
  { numHiddenLayers }: DebertaConfig,
): string[] {
  if (layers === 'all') return [...names];
  const first = layers === 'head' ? numHiddenLayers : Math.max(0, numHiddenLayers - layers);
  return names.filter((name) => {
    const layer = /^deberta\.encoder\.layer\.(\d+)\./.exec(name)?.[1];
    return layer === undefined ? !name.startsWith('deberta.') : Number(layer) >= first;
  });
}
