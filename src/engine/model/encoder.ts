import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import type { Value } from '../graph/graph';
import { convolution } from './convolution';
import {
  attentionParameters,
  disentangledAttention,
  type AttentionInputs,
  type AttentionScores,
} from './disentangledAttention';
import { layerOutput } from './encoderLayer';
import type { ModelContext } from './modelContext';

/** Called after each layer with its scores and its output [batch·tokens, hidden]. */
export type LayerObserver = (layer: number, scores: AttentionScores, hidden: Value) => void;

/** Runs the first `layers` layers over embedded input [batch·tokens, hidden] and returns the last one's output. */
export function encoder(
  model: ModelContext,
  embedded: Value,
  inputs: AttentionInputs,
  layers: number,
  observe?: LayerObserver,
): Value {
  if (model.config.convKernelSize > 0 && layers === 0) {
    throw new CheckpointError(
      plain`config.json asks for a convolution next to the first layer, but the model has only one layer. Get the file again.`,
    );
  }
  let hidden = embedded;
  for (let layer = 0; layer < layers; layer++) {
    hidden = model.graph.scope(`layer.${layer}`, () => {
      const parameters = attentionParameters(model, layer, inputs);
      const { context, scores } = disentangledAttention(model, hidden, parameters, inputs);
      let output = layerOutput(model, layer, context, hidden);
      if (layer === 0 && model.config.convKernelSize > 0) output = convolution(model, inputs.grid, embedded, output);
      observe?.(layer, scores, output);
      return output;
    });
  }
  return hidden;
}
