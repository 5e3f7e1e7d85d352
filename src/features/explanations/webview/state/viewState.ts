import { isAnswer, isObject, questionOf, type Attempt, type Question } from '../../core/viewMessages';
import type { WhatIfAnswer } from '../../../../protocol/explanations';

/** Something tried, and what came of it. */
export interface TriedAttempt {
  readonly attempt: Attempt;
  readonly answer: WhatIfAnswer;
}

/** What the view keeps while it is hidden, and over a restart. Explanations are not kept: they are asked for again. */
export interface ViewState {
  readonly question?: Question;
  /** The word that is looked at. */
  readonly word: number;
  /** The cell that is looked at in the grid of heads. */
  readonly application: number;
  readonly head: number;
  readonly tried: readonly TriedAttempt[];
}

const initialState: ViewState = { word: 0, application: 0, head: 0, tried: [] };

/** Stored state as far as it is whole; the rest is initial. */
export function viewStateOf(stored: unknown): ViewState {
  if (!isObject(stored)) return initialState;
  const count = (value: unknown) => (Number.isInteger(value) && (value as number) >= 0 ? (value as number) : 0);
  return {
    question: questionOf(stored.question),
    word: count(stored.word),
    application: count(stored.application),
    head: count(stored.head),
    tried: Array.isArray(stored.tried) ? stored.tried.filter(isTried) : [],
  };
}

function isTried(value: unknown): value is TriedAttempt {
  if (!isObject(value) || !isObject(value.attempt) || !isObject(value.answer)) return false;
  const { title, of, off } = value.attempt;
  const { value: after, candidates } = value.answer;
  const isAttempt = typeof title === 'string' && isAnswer(of) && (off === undefined || Array.isArray(off));
  return isAttempt && typeof after === 'number' && Array.isArray(candidates) && candidates.every(isObject);
}
