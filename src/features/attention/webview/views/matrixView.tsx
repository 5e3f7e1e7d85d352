import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Arrangement } from '../state/arrangement';
import { cellAfterKey, type Cell } from '../../../../page/cells';
import { panned, revealing, zoomed } from '../state/zoom';
import { divergingScale, sequentialScale, type ColorScale, cssOf } from '../../../../page/colorScale';
import { type Figure, figuresOf } from '../state/figures';
import { HeatMap } from '../drawing/heatMap';
import type { SideProps } from '../state/attentionStore';
import { theme } from '../../../../page/theme';
import { useWidth } from '../../../../page/useWidth';
import { valueText } from '../../../../page/numbers';
import { wantedWidth } from '../state/matrixLayout';

/** The whole and its three terms side by side. */
export function MatrixView({ store, side }: SideProps) {
  const arrangement = side.arrangement.value;
  const { sharedScale, zoom } = store.state.value;
  const other = store.shown.value.find((one) => one !== side)?.arrangement.value;
  const figures = useMemo(
    () => arrangement && figuresOf(arrangement, { sharedScale }, other === undefined ? [] : [other]),
    [arrangement, sharedScale, other],
  );
  if (arrangement === undefined || figures === undefined) return null;
  const visible = zoom.span === 0 ? arrangement.columns.length : zoom.span;
  return (
    <>
      <div class="figures" style={{ '--figure-width': `${wantedWidth(visible)}px` }}>
        {[figures.slice(0, 2), figures.slice(2)].map((pair, index) => (
          <div class="pair" key={index}>
            {pair.map((figure) => (
              <MatrixFigure key={figure.id} store={store} side={side} figure={figure} arrangement={arrangement} />
            ))}
          </div>
        ))}
      </div>
      <p class="hint">
        Arrow keys: move · <kbd>+</kbd>/<kbd>−</kbd> or Ctrl+scroll: zoom · <kbd>0</kbd>: fit · drag: pan
      </p>
    </>
  );
}

interface FigureProps extends SideProps {
  readonly figure: Figure;
  readonly arrangement: Arrangement;
}

/** One matrix: title, heat map, legend. Pointer, wheel and keys choose a cell and the visible part. */
export function MatrixFigure({ store, side, figure, arrangement }: FigureProps) {
  const { zoom, logScale } = store.state.value;
  const frame = useRef<HTMLElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const [map, setMap] = useState<HeatMap>();
  const width = useWidth(frame);
  const look = theme.value;
  const color = useMemo(() => {
    const { diverging, sequential } = look.palette;
    return figure.kind === 'signed'
      ? divergingScale(diverging, figure.limit, logScale)
      : sequentialScale(sequential, figure.limit, logScale);
  }, [look, figure.kind, figure.limit, logScale]);
  const labels = useMemo(
    () => ({
      rows: arrangement.rows.map(({ label }) => label),
      columns: arrangement.columns.map(({ label }) => label),
    }),
    [arrangement],
  );
  const hovered = store.hovered.value?.side === side.side ? store.hovered.value : undefined;
  const rows = side.rows.value;
  const column = side.column.value;

  useEffect(() => {
    if (base.current !== null && marks.current !== null) setMap(new HeatMap(base.current, marks.current));
  }, []);
  useEffect(() => {
    if (width > 0) map?.show({ values: figure.values, ...labels, color, theme: look }, zoom, width);
  }, [map, figure.values, labels, color, look, zoom, width]);
  useEffect(
    () => map?.mark(rows, column, hovered),
    [map, figure.values, labels, color, look, zoom, width, rows, column, hovered],
  );

  const handlers = useHandlers(store, side, arrangement, map);
  const description = `${figure.title}, ${figure.note}: heat map of ${labels.rows.length} by ${labels.columns.length} tokens. Arrow keys choose a cell; the row's numbers are in the table below.`;
  return (
    <figure ref={frame}>
      <figcaption>
        <strong>{figure.title}</strong> {figure.absent ? 'not in this model: all zero' : figure.note}
      </figcaption>
      <div class="canvases" tabIndex={0} role="img" aria-label={description} data-figure={figure.id} {...handlers}>
        <canvas ref={base} />
        <canvas ref={marks} class="marks" />
      </div>
      <Legend figure={figure} color={color} signed={figure.kind === 'signed'} />
    </figure>
  );
}

function useHandlers(
  store: SideProps['store'],
  side: SideProps['side'],
  arrangement: Arrangement,
  map: HeatMap | undefined,
) {
  const dragged = useRef<Cell | undefined>(undefined);
  const moved = useRef(false);
  const extent = { rows: arrangement.rows.length, columns: arrangement.columns.length };
  const setZoom = (zoom: ReturnType<typeof zoomed>) => store.update({ zoom });
  const zoomNow = () => store.state.peek().zoom;
  const select = ({ row, column }: Cell, add: boolean) => {
    const [rowTokens, columnTokens] = [arrangement.rows[row]?.tokens, arrangement.columns[column]?.tokens];
    if (rowTokens === undefined || columnTokens === undefined) return;
    if (add) store.chooseRows(side, rowTokens, true);
    else store.chooseCell(side, rowTokens, columnTokens[0] ?? 0);
  };
  const current = (): Cell => ({ row: side.rows.peek()[0] ?? 0, column: side.column.peek() });
  return {
    onMouseMove: (event: MouseEvent) => {
      const cell = map?.cellAt(event);
      const from = dragged.current;
      if (from !== undefined && cell !== undefined && zoomNow().span > 0) {
        if (from.row === cell.row && from.column === cell.column) return;
        moved.current = true;
        const { row, column, span } = zoomNow();
        return setZoom(
          panned({ row: row + from.row - cell.row, column: column + from.column - cell.column, span }, extent),
        );
      }
      const before = store.hovered.peek();
      if (before?.row === cell?.row && before?.column === cell?.column) return;
      store.hover(cell && { side: side.side, ...cell });
    },
    onMouseLeave: () => {
      dragged.current = undefined;
      store.hover(undefined);
    },
    onMouseDown: (event: MouseEvent) => {
      dragged.current = map?.cellAt(event);
      moved.current = false;
    },
    onMouseUp: () => (dragged.current = undefined),
    onClick: (event: MouseEvent) => {
      const cell = map?.cellAt(event);
      if (cell !== undefined && !moved.current) select(cell, event.shiftKey);
    },
    onWheel: (event: WheelEvent) => {
      const cell = map?.cellAt(event);
      if (!event.ctrlKey || cell === undefined) return;
      event.preventDefault();
      setZoom(zoomed(zoomNow(), event.deltaY < 0 ? 0.8 : 1.25, cell, extent));
    },
    onKeyDown: (event: KeyboardEvent) => {
      const factor = { '+': 0.7, '=': 0.7, '-': 1.4, '0': Infinity }[event.key];
      const cell = cellAfterKey(current(), event.key, extent);
      if (factor !== undefined && !event.ctrlKey && !event.metaKey) {
        setZoom(factor === Infinity ? { row: 0, column: 0, span: 0 } : zoomed(zoomNow(), factor, current(), extent));
      } else if (cell !== undefined) {
        select(cell, event.shiftKey);
        setZoom(revealing(zoomNow(), cell, extent));
      } else return;
      event.preventDefault();
    },
  };
}

const stops = 12;

/** The color scale of a figure with its ends. */
function Legend({
  figure,
  color,
  signed,
}: {
  readonly figure: Figure;
  readonly color: ColorScale;
  readonly signed: boolean;
}) {
  const { limit, unit } = figure;
  const shades = Array.from({ length: stops + 1 }, (_, step) =>
    cssOf(color((signed ? (2 * step) / stops - 1 : step / stops) * limit)),
  );
  return (
    <div class="legend" aria-hidden="true">
      <span>{signed ? valueText(-limit, unit) : valueText(0, unit)}</span>
      <span class="scale" style={{ backgroundImage: `linear-gradient(to right, ${shades.join(', ')})` }} />
      <span>{valueText(limit, unit)}</span>
    </div>
  );
}
