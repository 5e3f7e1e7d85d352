import { precisions, type ModelRequest } from '../../../protocol/engineApi';
import {
  explanationBaselines,
  explanationMethods,
  type ExplainedAnswer,
  type Explanation,
  type ExplanationBaseline,
  type ExplanationMethod,
  type Faithfulness,
  type HeadEffects,
  type LayerGuesses,
  type SwitchedOff,
  type WhatIfAnswer,
} from '../../../protocol/explanations';
import type { TextRange } from '../../../protocol/text';
import type { WordPlace } from './editAnswer';

/** What is explained, of which model, and how. */
export interface Question extends ModelRequest {
  /** Tells answers to this question from those to an earlier one in its place. */
  readonly id: number;
  readonly of: ExplainedAnswer;
  readonly method: ExplanationMethod;
  readonly baseline: ExplanationBaseline;
  readonly modelName: string;
  /** The document that the text comes from, and where it began when it was taken. */
  readonly document?: string;
  readonly start?: number;
}

/** What may be chosen in the view. */
export type QuestionChange = Partial<Pick<Question, 'of' | 'method' | 'baseline'>>;

/** Something tried: another text, or a part of attention switched off. */
export interface Attempt {
  readonly title: string;
  readonly of: ExplainedAnswer;
  readonly off?: readonly SwitchedOff[];
}

/** What the engine is asked for a question, each by itself. */
export type Part = 'explanation' | 'faithfulness' | 'effects' | 'layers' | 'whatIf';

export type ToExplanationView =
  | { readonly type: 'question'; readonly question: Question | undefined }
  | { readonly type: 'explanation'; readonly id: number; readonly explanation: Explanation }
  | { readonly type: 'faithfulness'; readonly id: number; readonly faithfulness: Faithfulness }
  | { readonly type: 'effects'; readonly id: number; readonly effects: HeadEffects }
  | { readonly type: 'layers'; readonly id: number; readonly layers: LayerGuesses }
  | { readonly type: 'whatIf'; readonly id: number; readonly attempt: Attempt; readonly answer: WhatIfAnswer }
  | { readonly type: 'progress' | 'failure'; readonly id: number; readonly part: Part; readonly message: string };

export type FromExplanationView =
  /** The view is (re)loaded: it wants its question and the answers to it. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly change: QuestionChange }
  | { readonly type: 'effects' }
  | { readonly type: 'whatIf'; readonly attempt: Attempt }
  | { readonly type: 'reveal'; readonly place: WordPlace }
  | { readonly type: 'save'; readonly name: string; readonly content: string | Uint8Array };

/** A question of stored state; undefined if it isn't whole. */
export function questionOf(value: unknown): Question | undefined {
  if (!isObject(value)) return undefined;
  const { id, of, method, baseline, model, modelName, precision, document, start } = value;
  const isKnown =
    explanationMethods.some((one) => one === method) && explanationBaselines.some((one) => one === baseline);
  const isModel = typeof model === 'string' && typeof modelName === 'string';
  const hasPrecision = precision === undefined || precisions.some((one) => one === precision);
  const isLocated = isOptional('string', document) && isOptional('number', start);
  return Number.isInteger(id) && isAnswer(of) && isKnown && isModel && hasPrecision && isLocated
    ? (value as unknown as Question)
    : undefined;
}

/** Whether a value is an answer to be explained, as far as a view reads it; the engine checks the rest. */
export function isAnswer(value: unknown): value is ExplainedAnswer {
  if (!isObject(value) || typeof value.text !== 'string') return false;
  const isNamed = isOptional('string', value.answer) && isOptional('string', value.against);
  switch (value.kind) {
    case 'label':
      return isNamed && isOptional('string', value.textPair) && (value.own === undefined || isObject(value.own));
    case 'word':
      return isNamed && isRange(value.mask);
    case 'entity':
      return isNamed && isRange(value.entity) && (value.labels === undefined || Array.isArray(value.labels));
    case 'passage':
      return typeof value.question === 'string' && (value.passage === undefined || isRange(value.passage));
    case 'replacement':
      return isRange(value.word);
    default:
      return false;
  }
}

function isRange(value: unknown): value is TextRange {
  return isObject(value) && Number.isInteger(value.start) && Number.isInteger(value.end);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isOptional(type: 'string' | 'number', value: unknown): boolean {
  return value === undefined || typeof value === type;
}
