import type { Cell, Extent } from '../../../../page/cells';
import { panned } from './zoom';
import type { Zoom } from './viewState';

/** The visible part of a matrix in a canvas, in CSS pixels: row labels on the left, column labels above. */
export interface MatrixLayout extends Extent {
  readonly left: number;
  readonly top: number;
  /** Side of a cell; below 1 where there are more cells than pixels. */
  readonly cell: number;
  /** The first row and column that are visible, and how many of each. */
  readonly first: Cell;
  readonly visible: Extent;
}

const largestCell = 28;
export const labelHeight = 12;

/** A layout that fits `width`; label lengths are the longest row's and column's, in pixels. */
export function matrixLayout(
  extent: Extent,
  zoom: Zoom,
  width: number,
  labelLengths: { readonly rows: number; readonly columns: number },
): MatrixLayout {
  const span = zoom.span === 0 ? Infinity : zoom.span;
  const visible = { rows: Math.min(span, extent.rows), columns: Math.min(span, extent.columns) };
  const { row, column } = span === Infinity ? { row: 0, column: 0 } : panned(zoom, extent);
  const left = Math.ceil(Math.min(labelLengths.rows, width / 4)) + 6;
  const top = Math.ceil(Math.min(labelLengths.columns, width / 4)) + 6;
  const fitting = (width - left - 2) / Math.max(1, visible.columns);
  // Whole pixels, unless that would waste much of the width.
  const cell = Math.min(largestCell, fitting >= 8 ? Math.floor(fitting) : fitting);
  return { ...extent, left, top, cell, first: { row, column }, visible };
}

export function sizeOf({ left, top, cell, visible }: MatrixLayout): {
  readonly width: number;
  readonly height: number;
} {
  return { width: Math.ceil(left + visible.columns * cell) + 1, height: Math.ceil(top + visible.rows * cell) + 1 };
}

/** The cell at a point of the canvas; undefined outside the matrix. */
export function cellAt({ left, top, cell, first, visible }: MatrixLayout, x: number, y: number): Cell | undefined {
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  if (row < 0 || column < 0 || row >= visible.rows || column >= visible.columns) return undefined;
  return { row: first.row + row, column: first.column + column };
}

export function cornerOf({ left, top, cell, first }: MatrixLayout, { row, column }: Cell): readonly [number, number] {
  return [left + (column - first.column) * cell, top + (row - first.row) * cell];
}

/** The least width in CSS pixels at which the figures of a matrix should stand side by side. */
export function wantedWidth(columns: number): number {
  return Math.max(190, Math.min(620, 80 + 2 * columns));
}
