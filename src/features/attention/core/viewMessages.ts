import type {
  AttentionOverview,
  AttentionRollout,
  AttentionTrace,
  HeadSelection,
  MaskTrace,
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

/** The passages of stored state, as far as they are whole. */
export function passagesOf(value: unknown): AttentionPassage[] {
  return Array.isArray(value) ? value.filter(isPassage).slice(0, 2) : [];
}

function isPassage(value: unknown): value is AttentionPassage {
  if (typeof value !== 'object' || value === null) return false;
  const { id, texts, model, modelName, precision, from, document, starts } = value as Record<string, unknown>;
  if (!Array.isArray(texts)) return false;
  if (precision !== undefined && !precisions.some((one) => one === precision)) return false;
  const isLocated = document === undefined || (typeof document === 'string' && Array.isArray(starts));
  const hasTexts = texts.length > 0 && texts.length <= 2 && texts.every((text) => typeof text === 'string');
  return (
    isCount(id) && hasTexts && typeof model === 'string' && typeof modelName === 'string' && isCount(from) && isLocated
  );
}

/** A whole number from 0. */
export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
