import {
  attentionTerms,
  type AttentionOverview,
  type AttentionRollout,
  type AttentionTerm,
  type AttentionTrace,
  type ByTerm,
} from '../../protocol/attentionTrace';
import type { AttentionRequest, AttentionRolloutRequest, TraceAttentionRequest } from '../../protocol/engineApi';
import type { Encoding } from '../../protocol/text';
import { checkIndex } from '../batch/checkCount';
import { int64, inputTensors } from '../batch/inputTensors';
import type { GraphRunner, ModelRunner, TracedText } from '../batch/modelRunner';
import { floats, type Tensors } from '../runtime/session';
import { traceWindow } from './traceWindow';

/**
 * One head's attention over a text, or the mean over a layer's heads, split into its terms.
 * @throws RequestError when the model has no such layer or head
 */
export async function traceAttention(model: ModelRunner, request: TraceAttentionRequest): Promise<AttentionTrace> {
  const { layer, head } = request;
  const { layers, attentionHeads } = model.description;
  checkIndex('layer', layer, layers);
  if (head !== 'mean') checkIndex('head', head, attentionHeads);
  const { encoding, traced } = traceWindow(model, request);
  const scores = await headScores(model, encoding, layer, head);
  return { ...traced, layer, head, layers, heads: attentionHeads, ...scores };
}

/** Which term decides, and how far attention spreads, for every head of the model: one forward pass. */
export async function attentionOverview(model: ModelRunner, request: AttentionRequest): Promise<AttentionOverview> {
  const { layers, attentionHeads } = model.description;
  const { encoding, traced } = traceWindow(model, request);
  const { shares, entropy } = await tracedText(model, encoding);
  return { ...traced, layers, heads: attentionHeads, varianceShares: shares, entropy };
}

/**
 * How much of each input token flows into each token up to a layer, going by attention alone.
 * @throws RequestError when the model has no such layer
 */
export async function attentionRollout(
  model: ModelRunner,
  request: AttentionRolloutRequest,
): Promise<AttentionRollout> {
  const { layers } = model.description;
  checkIndex('layer', request.layer, layers);
  const { encoding, traced } = traceWindow(model, request);
  const { rollout } = await tracedText(model, encoding);
  return { ...traced, layer: request.layer, layers, probabilities: rollout[request.layer]! };
}

/** The matrices of one head, or of the mean over all, out of the layer's input that the traced text has kept. */
export async function headScores(
  model: GraphRunner,
  encoding: Encoding,
  layer: number,
  head: AttentionTrace['head'],
): Promise<Pick<AttentionTrace, 'terms' | 'probabilities' | 'partial'>> {
  const { states } = await tracedText(model, encoding);
  const tokens = encoding.ids.length;
  const { numAttentionHeads, hiddenSize } = model.config;
  const heads = head === 'mean' ? Array.from({ length: numAttentionHeads }, (_, index) => index) : [head];
  const outputs = await model.run(
    { kind: 'layer', padded: false, layer },
    {
      states: { type: 'float32', shape: [tokens, hiddenSize], data: states[layer]! },
      heads: int64(heads, [heads.length]),
    },
  );
  const terms = byTerm(outputs, '', () => new Float32Array(tokens ** 2));
  const probabilities = floats(outputs, 'probs').data;
  if (head !== 'mean') return { terms, probabilities };
  // Without scores, attention is uniform; leaving out a term that does not exist changes nothing.
  const uniform = () => new Float32Array(tokens ** 2).fill(1 / tokens);
  const without = byTerm(outputs, 'without.', (term) => (term in outputs ? uniform() : probabilities));
  return { terms, probabilities, partial: { alone: byTerm(outputs, 'alone.', uniform), without } };
}

/** The outputs `<prefix><term>`; `absent` stands for those of a term that the model does not have. */
function byTerm(outputs: Tensors, prefix: string, absent: (term: AttentionTerm) => Float32Array): ByTerm<Float32Array> {
  const scoresOf = (term: AttentionTerm) =>
    `${prefix}${term}` in outputs ? floats(outputs, `${prefix}${term}`).data : absent(term);
  return Object.fromEntries(attentionTerms.map((term) => [term, scoresOf(term)])) as unknown as ByTerm<Float32Array>;
}

/** The one forward pass over a text; texts that were traced lately are remembered. */
export async function tracedText(model: GraphRunner, encoding: Encoding): Promise<TracedText> {
  const key = `${encoding.ids.join()};${encoding.types.join()}`;
  const known = model.tracedTexts.get(key);
  if (known !== undefined) return known;
  const outputs = await model.run({ kind: 'statistics', padded: false }, inputTensors(model, 'statistics', encoding));
  const layers = Array.from({ length: model.config.numHiddenLayers }, (_, layer) => layer);
  const numbers = (name: string) => floats(outputs, name).data;
  const traced: TracedText = {
    states: layers.map((layer) => numbers(layer === 0 ? 'embeddings' : `hidden.${layer - 1}`)),
    rollout: layers.map((layer) => numbers(`rollout.${layer}`)),
    shares: Float32Array.from(layers.flatMap((layer) => sharesOf(outputs, layer, model.config.numAttentionHeads))),
    entropy: Float32Array.from(layers.flatMap((layer) => [...numbers(`entropy.${layer}`)])),
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
