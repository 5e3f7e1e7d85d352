import { attentionTerms, type MaskPass, type MaskTrace } from '../../protocol/attentionTrace';
import type { TraceMaskRequest } from '../../protocol/engineApi';
import type { Encoding } from '../../protocol/text';
import { inputTensors, int64 } from '../batch/inputTensors';
import type { GraphRunner, ModelRunner } from '../batch/modelRunner';
import { tokenWindow } from '../batch/tokenWindow';
import { floats, type Tensors } from '../runtime/session';
import { maxTraceTokens } from './traceWindow';

/**
 * Masks a word and traces where the mask looks while it is decoded. A text longer than the decoder takes is cut around
 * the mask.
 * @throws RequestError when the range lies outside the text
 */
export async function traceMask(model: ModelRunner, { text, mask }: TraceMaskRequest): Promise<MaskTrace> {
  const whole = model.tokenizer.encodeMasked(text, [mask]);
  const { encoding, positions } = tokenWindow(whole, Math.min(model.maxTokens('decoder'), maxTraceTokens));
  const { tokens, ranges, sequence } = encoding;
  const first = whole.positions[0]! - positions[0]!;
  const passes = await maskPasses(model, encoding, positions[0]!);
  return {
    ...{ tokens, ranges, sequence, window: { first, total: whole.encoding.ids.length - 2 } },
    position: positions[0]!,
    heads: model.config.numAttentionHeads,
    passes,
  };
}

/** The scores and probabilities of each pass of the mask at `position` through the last layer. */
export async function maskPasses(model: GraphRunner, encoding: Encoding, position: number): Promise<MaskPass[]> {
  const inputs = { ...inputTensors(model, 'decoder', encoding), masked_positions: int64([0, position], [1, 2]) };
  const outputs = await model.run({ kind: 'decoder', padded: false }, inputs);
  const size = model.config.numAttentionHeads * encoding.ids.length;
  return [0, 1].filter((pass) => `probs.${pass}` in outputs).map((pass) => passOf(outputs, pass, size));
}

function passOf(outputs: Tensors, pass: number, size: number): MaskPass {
  const [c2c, c2p, p2c] = attentionTerms.map((term) => {
    const name = `${term}.${pass}`;
    return name in outputs ? floats(outputs, name).data : new Float32Array(size);
  });
  return { terms: { c2c: c2c!, c2p: c2p!, p2c: p2c! }, probabilities: floats(outputs, `probs.${pass}`).data };
}
