import { headChoice, type HeadChoice } from '../../protocol/viewMessages';

/** A cell of the matrices: the token that looks (row) and the token looked at (column). */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What the view keeps while it is hidden. The trace is not kept: it is asked for again. */
export interface ViewState {
  readonly choice: HeadChoice;
  readonly selected: Cell;
  /** One colour scale for the three terms. */
  readonly sharedScale: boolean;
}

const initial: ViewState = { choice: { layer: 0, head: 0 }, selected: { row: 1, column: 1 }, sharedScale: true };

/** Stored state as far as it is whole, else the initial one. */
export function viewStateOf(stored: unknown): ViewState {
  if (typeof stored !== 'object' || stored === null) return initial;
  const { choice, selected, sharedScale } = stored as Partial<Record<keyof ViewState, unknown>>;
  return {
    choice: headChoice(choice) ?? initial.choice,
    selected: cellOf(selected) ?? initial.selected,
    sharedScale: typeof sharedScale === 'boolean' ? sharedScale : initial.sharedScale,
  };
}

/** The nearest cell of an [n, n] matrix. */
export function clampCell({ row, column }: Cell, n: number): Cell {
  const clamp = (index: number) => Math.max(0, Math.min(n - 1, index));
  return { row: clamp(row), column: clamp(column) };
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
};

/** The cell that a key leads to in an [n, n] matrix; undefined for keys that do not move. */
export function cellAfterKey({ row, column }: Cell, key: string, n: number): Cell | undefined {
  const step = steps[key];
  return step && clampCell({ row: row + step[0], column: column + step[1] }, n);
}

function cellOf(value: unknown): Cell | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { row, column } = value as Partial<Record<keyof Cell, unknown>>;
  return Number.isInteger(row) && Number.isInteger(column)
    ? { row: row as number, column: column as number }
    : undefined;
}
