import type { AttentionTerm, AttentionTrace } from '../../protocol/attentionTrace';
import { attentionTerms } from '../../protocol/attentionTrace';
import type { TraceAttentionRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { floats } from '../runtime/session';
import { inputTensors } from './inputTensors';
import type { ModelRunner } from './modelRunner';

/**
 * One head's attention over a text, split into its terms. The whole forward runs; one head leaves the engine.
 * @throws RequestError when the model has no such layer or head, or the text is too long
 */
export async function traceAttention(model: ModelRunner, request: TraceAttentionRequest): Promise<AttentionTrace> {
  const { layer, head } = request;
  const { layers, attentionHeads } = model.description;
  checkIndex('layer', layer, layers);
  checkIndex('head', head, attentionHeads);

  const encoding = model.tokenizer.encode(request.text);
  const names = { c2c: `c2c.${layer}`, c2p: `c2p.${layer}`, p2c: `p2c.${layer}`, probabilities: `probs.${layer}` };
  const { relativeAttention, posAttType } = model.config;
  const present = attentionTerms.filter((term) => term === 'c2c' || (relativeAttention && posAttType.includes(term)));
  const outputs = await model.run({ head: 'trace', padded: false }, inputTensors(model, 'trace', encoding), [
    ...present.map((term) => names[term]),
    names.probabilities,
  ]);
  const size = encoding.ids.length ** 2;
  const matrix = (name: string) => floats(outputs, name).data.slice(head * size, (head + 1) * size);
  const term = (name: AttentionTerm) => (present.includes(name) ? matrix(names[name]) : new Float32Array(size));
  return {
    tokens: encoding.tokens,
    ranges: encoding.ranges,
    layer,
    head,
    layers,
    heads: attentionHeads,
    terms: { c2c: term('c2c'), c2p: term('c2p'), p2c: term('p2c') },
    probabilities: matrix(names.probabilities),
  };
}

function checkIndex(what: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RequestError(`The model has ${count} ${what}s, counted from 0; there is no ${what} ${index}.`);
  }
}
