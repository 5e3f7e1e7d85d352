import { plain } from '../../base/plainText';
import type { TracedTokens } from '../../protocol/attentionTrace';
import type { AttentionRequest } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { Encoding } from '../../protocol/text';
import { cutEncoding } from '../batch/tokenWindow';
import { specialCount } from '../tokenizer/rowTemplate';
import type { ModelRunner } from '../batch/modelRunner';

/** Maximum number of traced tokens: matrices grow with its square, and every layer's hidden states are kept. */
export const maxTraceTokens = 512;

/** A text's tokens as far as they are traced, and what the answer says about them. */
export interface TraceWindow {
  readonly encoding: Encoding;
  readonly traced: TracedTokens;
}

/**
 * Tokenizes what is to be traced. A text that is too long is cut to a window that begins at `from`, or as near to it as
 * leaves the window full; [CLS] and [SEP] stay at its ends.
 * @throws RequestError when a pair of texts is too long, or `from` isn't an index
 */
export function traceWindow(model: ModelRunner, { text, textPair, from = 0 }: AttentionRequest): TraceWindow {
  if (!Number.isInteger(from) || from < 0) throw new RequestError(plain`A window cannot begin at token ${from}.`);
  const encoding = model.tokenizer.encode(text, textPair);
  const specials = specialCount(model.tokenizer.templates, textPair !== undefined);
  const total = encoding.ids.length - specials;
  const limit = Math.min(model.maxTokens('statistics'), maxTraceTokens);
  if (encoding.ids.length <= limit) return windowOf(encoding, 0, total);
  if (textPair !== undefined) {
    throw new RequestError(
      plain`The two texts have ${encoding.ids.length} tokens; at most ${limit} can be traced. Choose shorter parts.`,
    );
  }
  const room = limit - specials;
  const first = Math.min(from, total - room);
  return windowOf(cutEncoding(encoding, 1 + first, room), first, total);
}

function windowOf(encoding: Encoding, first: number, total: number): TraceWindow {
  const { tokens, ranges, sequence } = encoding;
  return { encoding, traced: { tokens, ranges, sequence, window: { first, total } } };
}
