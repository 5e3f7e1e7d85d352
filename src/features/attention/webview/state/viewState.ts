import { quantities, type Quantity } from '../../core/quantities';
import type { HeadSelection } from '../../../../protocol/attentionTrace';
import { isCount, passagesOf, type AttentionPassage, type Side } from '../../core/viewMessages';

/** The views, in the order of their tabs. */
export const viewNames = ['matrix', 'arcs', 'overview', 'position', 'mask'] as const;
export type ViewName = (typeof viewNames)[number];

/** A head, the mean over heads, or the rollout from the input to the layer. */
export type HeadChoice = HeadSelection | 'rollout';

/** What happens to [CLS], [SEP] and the like. */
export const specialTreatments = ['show', 'hide', 'renormalize'] as const;
export type SpecialTreatment = (typeof specialTreatments)[number];

/** Of a pair of texts, from which to which attention is shown. */
export const pairFilters = ['all', 'aa', 'ab', 'ba', 'bb'] as const;
export type PairFilter = (typeof pairFilters)[number];

/** Chosen tokens: rows that look, added up, and the column that is looked at. */
export interface Selection {
  readonly rows: readonly number[];
  readonly column: number;
}

/** The part of the matrices that is visible: the first row and column, and how many; `span` 0 is all. */
export interface Zoom {
  readonly row: number;
  readonly column: number;
  readonly span: number;
}

/** What the view keeps while it is hidden, and over a restart. Traces are not kept: they are asked for again. */
export interface ViewState {
  readonly view: ViewName;
  readonly layer: number;
  readonly head: HeadChoice;
  readonly quantity: Quantity;
  readonly unit: 'pieces' | 'words';
  readonly special: SpecialTreatment;
  readonly pairFilter: PairFilter;
  readonly logScale: boolean;
  readonly sharedScale: boolean;
  readonly follow: boolean;
  readonly zoom: Zoom;
  readonly selections: readonly [Selection, Selection];
  readonly passages: readonly AttentionPassage[];
}

const wholeMatrix: Zoom = { row: 0, column: 0, span: 0 };
const firstToken: Selection = { rows: [1], column: 1 };

export const initialState: ViewState = {
  view: 'matrix',
  layer: 0,
  head: 0,
  quantity: 'shares',
  unit: 'pieces',
  special: 'show',
  pairFilter: 'all',
  logScale: false,
  sharedScale: true,
  follow: false,
  zoom: wholeMatrix,
  selections: [firstToken, firstToken],
  passages: [],
};

/** Stored state as far as it is whole; the rest is initial. */
export function viewStateOf(stored: unknown): ViewState {
  if (typeof stored !== 'object' || stored === null) return initialState;
  const given = stored as Partial<Record<keyof ViewState, unknown>>;
  const oneOf = <T>(allowed: readonly T[], value: unknown, fallback: T) =>
    allowed.find((one) => one === value) ?? fallback;
  const { selections } = given;
  const selectionAt = (side: Side) =>
    Array.isArray(selections) && isSelection(selections[side]) ? selections[side] : firstToken;
  return {
    view: oneOf(viewNames, given.view, initialState.view),
    layer: isCount(given.layer) ? given.layer : 0,
    head: given.head === 'mean' || given.head === 'rollout' || isCount(given.head) ? given.head : 0,
    quantity: oneOf(quantities, given.quantity, initialState.quantity),
    unit: oneOf(['pieces', 'words'] as const, given.unit, initialState.unit),
    special: oneOf(specialTreatments, given.special, initialState.special),
    pairFilter: oneOf(pairFilters, given.pairFilter, initialState.pairFilter),
    logScale: given.logScale === true,
    sharedScale: given.sharedScale !== false,
    follow: given.follow === true,
    zoom: isZoom(given.zoom) ? given.zoom : wholeMatrix,
    selections: [selectionAt(0), selectionAt(1)],
    passages: passagesOf(given.passages),
  };
}

function isSelection(value: unknown): value is Selection {
  if (typeof value !== 'object' || value === null) return false;
  const { rows, column } = value as Partial<Record<keyof Selection, unknown>>;
  return Array.isArray(rows) && rows.length > 0 && rows.every(isCount) && isCount(column);
}

function isZoom(value: unknown): value is Zoom {
  if (typeof value !== 'object' || value === null) return false;
  const { row, column, span } = value as Partial<Record<keyof Zoom, unknown>>;
  return isCount(row) && isCount(column) && isCount(span);
}
