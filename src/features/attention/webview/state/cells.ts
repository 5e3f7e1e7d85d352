import type { Zoom } from './viewState';

/** A cell of a picture: the unit that looks (row) and the unit looked at (column), counted from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Rows and columns of a picture. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
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

export function clampCell({ row, column }: Cell, { rows, columns }: Extent): Cell {
  return { row: clamp(row, rows - 1), column: clamp(column, columns - 1) };
}

/** The cell that a key leads to; undefined for keys that do not move. */
export function cellAfterKey({ row, column }: Cell, key: string, extent: Extent): Cell | undefined {
  const step = steps[key];
  return step && clampCell({ row: row + step[0], column: column + step[1] }, extent);
}

const smallestSpan = 4;

/** The zoom in (factor below 1) or out around a cell; a span that holds everything is 0. */
export function zoomed(zoom: Zoom, factor: number, { row, column }: Cell, extent: Extent): Zoom {
  const whole = Math.max(extent.rows, extent.columns);
  const before = zoom.span === 0 ? whole : zoom.span;
  const span = Math.max(smallestSpan, Math.round(before * factor));
  if (span >= whole) return { row: 0, column: 0, span: 0 };
  const around = (at: number, first: number) => Math.round(at - ((at - first) * span) / before);
  return panned({ row: around(row, zoom.row), column: around(column, zoom.column), span }, extent);
}

/** The zoom moved to lie within the picture. */
export function panned({ row, column, span }: Zoom, { rows, columns }: Extent): Zoom {
  return { row: clamp(row, rows - span), column: clamp(column, columns - span), span };
}

/** The zoom moved as little as it takes to show a cell. */
export function revealing(zoom: Zoom, { row, column }: Cell, extent: Extent): Zoom {
  if (zoom.span === 0) return zoom;
  const shown = (first: number, at: number) => Math.min(Math.max(first, at - zoom.span + 1), at);
  return panned({ row: shown(zoom.row, row), column: shown(zoom.column, column), span: zoom.span }, extent);
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
