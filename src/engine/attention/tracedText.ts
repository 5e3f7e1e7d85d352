import { attentionTerms } from '../../protocol/attentionTrace';
import type { Encoding } from '../../protocol/text';
import type { Tensors } from '../runtime/session';
import { floats } from '../runtime/session';
import { inputTensors } from '../batch/inputTensors';
import type { GraphRunner } from '../batch/modelRunner';
import type { TracedText } from '../batch/tracedTexts';

/** The one forward pass over a text; texts that were traced lately are remembered. */
export async function tracedText(model: GraphRunner, encoding: Encoding): Promise<TracedText> {
  const key = `${encoding.ids.join()};${encoding.types.join()}`;
  const known = model.tracedTexts.get(key);
  if (known !== undefined) return known;
  const outputs = await model.run({ head: 'statistics', padded: false }, inputTensors(model, 'statistics', encoding));
  const layers = Array.from({ length: model.config.numHiddenLayers }, (_, layer) => layer);
  const of = (name: string) => floats(outputs, name).data;
  const traced: TracedText = {
    states: layers.map((layer) => of(layer === 0 ? 'embeddings' : `hidden.${layer - 1}`)),
    rollout: layers.map((layer) => of(`rollout.${layer}`)),
    shares: Float32Array.from(layers.flatMap((layer) => sharesOf(outputs, layer, model.config.numAttentionHeads))),
    entropy: Float32Array.from(layers.flatMap((layer) => [...of(`entropy.${layer}`)])),
  };
  model.tracedTexts.set(key, traced);
  return traced;
}

/** Each term's part of the variance of a layer's scores, [heads, 3]; a head whose scores are all alike has no parts. */
function sharesOf(outputs: Tensors, layer: number, heads: number): number[] {
  const covariances = attentionTerms.map((term) => {
    const name = `covariance.${term}.${layer}`;
    return name in outputs ? floats(outputs, name).data : new Float32Array(heads);
  });
  return Array.from({ length: heads }, (_, head) => head).flatMap((head) => {
    const parts = covariances.map((covariance) => covariance[head]!);
    const variance = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => (variance > 0 ? part / variance : 0));
  });
}
