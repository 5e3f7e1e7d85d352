import {
  attentionTerms,
  type AttentionOverview,
  type AttentionRollout,
  type AttentionTrace,
  type HeadSelection,
  type MaskTrace,
} from '../../../protocol/attentionTrace';
import { precisions, type Precision } from '../../../protocol/engineApi';
import type { MaskCandidate } from '../../../protocol/predictions';
import type { TextRange } from '../../../protocol/text';

/** What is looked at: one text, or the two of a pair, with one model. */
export interface AttentionPassage {
  /** Tells answers for this passage from those for an earlier one in its place. */
  readonly id: number;
  readonly texts: readonly string[];
  /** The model's folder or file, and what to call it. */
  readonly model: string;
  readonly modelName: string;
  readonly precision?: Precision;
  /** The document that the texts come from, and where each began when it was taken. */
  readonly document?: string;
  readonly starts?: readonly number[];
  /** The first token of the window into a long text. */
  readonly from: number;
}

/** The left passage, or the right one that it is compared with. */
export type Side = 0 | 1;

/** Where a range lies: in which text of a passage. */
export interface TextPlace extends TextRange {
  readonly side: Side;
  readonly sequence: number;
}

/** To the attention view. */
export type ToAttentionView =
  | { readonly type: 'passages'; readonly passages: readonly AttentionPassage[] }
  | { readonly type: 'overview'; readonly side: Side; readonly id: number; readonly overview: AttentionOverview }
  | { readonly type: 'trace'; readonly side: Side; readonly id: number; readonly trace: AttentionTrace }
  | { readonly type: 'rollout'; readonly side: Side; readonly id: number; readonly rollout: AttentionRollout }
  | {
      readonly type: 'mask';
      readonly side: Side;
      readonly id: number;
      readonly trace: MaskTrace;
      readonly candidates: readonly MaskCandidate[];
    }
  | { readonly type: 'highlight'; readonly place: TextPlace | undefined }
  | { readonly type: 'progress' | 'failure'; readonly side: Side; readonly message: string };

/** From the attention view. */
export type FromAttentionView =
  /** The view is (re)loaded: it wants its passages and their overviews. */
  | { readonly type: 'ready'; readonly follow: boolean }
  | { readonly type: 'trace'; readonly side: Side; readonly layer: number; readonly head: HeadSelection }
  | { readonly type: 'rollout'; readonly side: Side; readonly layer: number }
  /** Mask this range and trace the decoder. */
  | { readonly type: 'mask'; readonly place: TextPlace }
  | { readonly type: 'reveal'; readonly place: TextPlace }
  | { readonly type: 'window'; readonly side: Side; readonly from: number }
  | { readonly type: 'follow'; readonly on: boolean }
  | { readonly type: 'compare'; readonly what: 'text' | 'model' | 'nothing' }
  | { readonly type: 'save'; readonly name: string; readonly content: string | Uint8Array };

/** A message to the view if it is one, else undefined. Matrices must have the size that their tokens imply. */
export function toAttentionView(message: unknown): ToAttentionView | undefined {
  if (!isRecord(message)) return undefined;
  return toViewChecks[message.type as ToAttentionView['type']]?.(message) === true
    ? (message as unknown as ToAttentionView)
    : undefined;
}

/** A message from the view if it is one, else undefined. */
export function fromAttentionView(message: unknown): FromAttentionView | undefined {
  if (!isRecord(message)) return undefined;
  return fromViewChecks[message.type as FromAttentionView['type']]?.(message) === true
    ? (message as unknown as FromAttentionView)
    : undefined;
}

/** Passages as far as they are whole, also from stored state. */
export function passagesOf(value: unknown): AttentionPassage[] {
  return Array.isArray(value) ? value.filter(isPassage).slice(0, 2) : [];
}

type Check = (message: Readonly<Record<string, unknown>>) => boolean;

const isAnswer: Check = ({ side, id }) => isSide(side) && isCount(id);

const toViewChecks: Readonly<Record<ToAttentionView['type'], Check>> = {
  passages: ({ passages }) => Array.isArray(passages) && passagesOf(passages).length === passages.length,
  overview: (message) => isAnswer(message) && isOverview(message.overview),
  trace: (message) => isAnswer(message) && isTrace(message.trace),
  rollout: (message) => isAnswer(message) && isRollout(message.rollout),
  mask: (message) => isAnswer(message) && isMaskTrace(message.trace) && Array.isArray(message.candidates),
  highlight: ({ place }) => place === undefined || isPlace(place),
  progress: ({ side, message }) => isSide(side) && typeof message === 'string',
  failure: ({ side, message }) => isSide(side) && typeof message === 'string',
};

const fromViewChecks: Readonly<Record<FromAttentionView['type'], Check>> = {
  ready: ({ follow }) => typeof follow === 'boolean',
  trace: ({ side, layer, head }) => isSide(side) && isCount(layer) && (head === 'mean' || isCount(head)),
  rollout: ({ side, layer }) => isSide(side) && isCount(layer),
  mask: ({ place }) => isPlace(place),
  reveal: ({ place }) => isPlace(place),
  window: ({ side, from }) => isSide(side) && isCount(from),
  follow: ({ on }) => typeof on === 'boolean',
  compare: ({ what }) => what === 'text' || what === 'model' || what === 'nothing',
  save: ({ name, content }) =>
    typeof name === 'string' && (typeof content === 'string' || content instanceof Uint8Array),
};

function isPassage(value: unknown): value is AttentionPassage {
  if (!isRecord(value) || !Array.isArray(value.texts)) return false;
  const { id, texts, model, modelName, precision, from, document, starts } = value;
  if (precision !== undefined && !precisions.some((one) => one === precision)) return false;
  const isLocated = document === undefined || (typeof document === 'string' && Array.isArray(starts));
  const hasTexts = texts.length > 0 && texts.length <= 2 && texts.every((text) => typeof text === 'string');
  return (
    isCount(id) && hasTexts && typeof model === 'string' && typeof modelName === 'string' && isCount(from) && isLocated
  );
}

function isPlace(value: unknown): value is TextPlace {
  if (!isRecord(value)) return false;
  const { side, sequence, start, end } = value;
  return isSide(side) && isCount(sequence) && isCount(start) && isCount(end) && start <= end;
}

/** The number of tokens, if the arrays that go with tokens are there. */
function tokenCount(value: unknown): number | undefined {
  if (!isRecord(value) || !isRecord(value.window)) return undefined;
  const { tokens, ranges, sequence } = value;
  if (!Array.isArray(tokens) || !Array.isArray(ranges) || !Array.isArray(sequence)) return undefined;
  return tokens.length === ranges.length && tokens.length === sequence.length ? tokens.length : undefined;
}

function isOverview(value: unknown): boolean {
  const n = tokenCount(value);
  if (!isRecord(value) || n === undefined) return false;
  const { layers, heads, shares, entropy } = value;
  if (!isCount(layers) || !isCount(heads)) return false;
  return isFloats(shares, 3 * layers * heads) && isFloats(entropy, n * layers * heads);
}

function isTrace(value: unknown): boolean {
  const n = tokenCount(value);
  if (!isRecord(value) || n === undefined || ![value.layer, value.layers, value.heads].every(isCount)) return false;
  const { partial, head } = value;
  const isMean =
    head === 'mean' && isRecord(partial) && isTerms(partial.alone, n * n) && isTerms(partial.without, n * n);
  return (isMean || isCount(head)) && isTerms(value.terms, n * n) && isFloats(value.probabilities, n * n);
}

function isRollout(value: unknown): boolean {
  const n = tokenCount(value);
  return isRecord(value) && n !== undefined && isCount(value.layer) && isFloats(value.probabilities, n * n);
}

function isMaskTrace(value: unknown): boolean {
  const n = tokenCount(value);
  if (!isRecord(value) || n === undefined) return false;
  const { heads, position, passes } = value;
  if (!isCount(heads) || !isCount(position) || !Array.isArray(passes)) return false;
  return passes.every(
    (pass) => isRecord(pass) && isTerms(pass.terms, n * heads) && isFloats(pass.probabilities, n * heads),
  );
}

function isTerms(value: unknown, length: number): boolean {
  return isRecord(value) && attentionTerms.every((term) => isFloats(value[term], length));
}

function isFloats(value: unknown, length: number): boolean {
  return value instanceof Float32Array && value.length === length;
}

function isSide(value: unknown): value is Side {
  return value === 0 || value === 1;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
