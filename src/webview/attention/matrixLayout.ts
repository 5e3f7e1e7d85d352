import type { Cell } from './viewState';

/** Where an [n, n] matrix stands in a canvas, in CSS pixels: row labels on the left, column labels above. */
export interface MatrixLayout {
  readonly n: number;
  readonly left: number;
  readonly top: number;
  readonly cell: number;
  /** Every how many tokens a label fits. */
  readonly labelStep: number;
}

const smallestCell = 2;
const largestCell = 28;
const labelHeight = 12;

/** A layout that fits `width`; `labelLength` is the longest label's length in pixels. */
export function matrixLayout(n: number, width: number, labelLength: number): MatrixLayout {
  const gutter = Math.ceil(Math.min(labelLength, width / 4)) + 6;
  const fitting = (width - gutter - 2) / Math.max(1, n);
  // Whole pixels, unless that would waste much of the width.
  const cell = Math.max(smallestCell, Math.min(largestCell, fitting >= 8 ? Math.floor(fitting) : fitting));
  return { n, left: gutter, top: gutter, cell, labelStep: Math.ceil(labelHeight / cell) };
}

/** The width in CSS pixels that a figure of n tokens wants at least, so that its cells can be told apart. */
export function wantedWidth(n: number): number {
  return Math.max(180, 80 + 3 * n);
}

/** The canvas' size for a layout. */
export function sizeOf({ n, left, top, cell }: MatrixLayout): { readonly width: number; readonly height: number } {
  return { width: Math.ceil(left + n * cell) + 1, height: Math.ceil(top + n * cell) + 1 };
}

/** The cell at a point of the canvas; undefined outside the matrix. */
export function cellAt({ n, left, top, cell }: MatrixLayout, x: number, y: number): Cell | undefined {
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  return row >= 0 && column >= 0 && row < n && column < n ? { row, column } : undefined;
}
