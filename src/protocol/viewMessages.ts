import { attentionTerms, type AttentionTrace } from './attentionTrace';

/** One head of one layer, both counted from 0. */
export interface HeadChoice {
  readonly layer: number;
  readonly head: number;
}

/** To the attention view. */
export type ToAttentionView =
  | { readonly type: 'trace'; readonly trace: AttentionTrace; readonly text: string; readonly model: string }
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'failure'; readonly message: string };

/** From the attention view, whenever it is (re)loaded or the choice changes: send this head's trace. */
export type FromAttentionView = { readonly type: 'request'; readonly choice: HeadChoice };

/** A message to the view if it is one, else undefined. Matrices must be [n, n] for n tokens. */
export function toAttentionView(message: unknown): ToAttentionView | undefined {
  if (!isRecord(message)) return undefined;
  if (message.type === 'progress' || message.type === 'failure') {
    return typeof message.message === 'string' ? { type: message.type, message: message.message } : undefined;
  }
  if (message.type !== 'trace' || !isTrace(message.trace)) return undefined;
  const { trace, text, model } = message;
  return typeof text === 'string' && typeof model === 'string' ? { type: 'trace', trace, text, model } : undefined;
}

/** A message from the view if it is one, else undefined. */
export function fromAttentionView(message: unknown): FromAttentionView | undefined {
  if (!isRecord(message) || message.type !== 'request') return undefined;
  const choice = headChoice(message.choice);
  return choice && { type: 'request', choice };
}

/** A choice if `value` is one (also from stored state), else undefined. */
export function headChoice(value: unknown): HeadChoice | undefined {
  if (!isRecord(value) || !isCount(value.layer) || !isCount(value.head)) return undefined;
  return { layer: value.layer, head: value.head };
}

function isTrace(value: unknown): value is AttentionTrace {
  if (!isRecord(value) || !Array.isArray(value.tokens) || !isRecord(value.terms)) return false;
  const cells = value.tokens.length ** 2;
  const matrices = [
    value.probabilities,
    ...attentionTerms.map((term) => (value.terms as Record<string, unknown>)[term]),
  ];
  const counts = [value.layer, value.head, value.layers, value.heads];
  return matrices.every((matrix) => matrix instanceof Float32Array && matrix.length === cells) && counts.every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
