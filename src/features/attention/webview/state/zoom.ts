import { clamp, type Cell, type Extent } from '../../../../page/cells';
import type { Zoom } from './viewState';

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
