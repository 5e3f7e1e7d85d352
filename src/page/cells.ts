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

/** A whole number from 0 to `most`. */
export function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
