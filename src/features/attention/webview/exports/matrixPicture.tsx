import type { Arrangement } from '../state/arrangement';
import { cssOf, divergingScale, sequentialScale, type ColorScale } from '../../../../page/colorScale';
import { figuresOf, type Figure } from '../state/figures';
import { valueText } from '../../../../page/numbers';
import { Picture } from '../../../../page/picture';
import type { ViewTheme } from '../../../../page/theme';
import type { ViewState } from '../state/viewState';

const labelWidth = 72;
const captionHeight = 24;
const legendHeight = 26;
const gap = 24;
const sideLength = 420;
/** Up to this many cells, each is a rectangle with its number; beyond, they are one embedded picture. */
const maxRectangles = 64 * 64;

interface MatrixPictureProps {
  readonly arrangement: Arrangement;
  readonly state: Pick<ViewState, 'sharedScale' | 'logScale'>;
  readonly look: ViewTheme;
}

/** The matrices side by side as one picture to take away: vectors for a sentence, embedded pixels for a long text. */
export function MatrixPicture({ arrangement, state, look }: MatrixPictureProps) {
  const figures = figuresOf(arrangement, state);
  const cell = Math.min(26, sideLength / Math.max(1, arrangement.columns.length));
  const width = labelWidth + cell * arrangement.columns.length;
  const height = captionHeight + labelWidth + cell * arrangement.rows.length + legendHeight;
  return (
    <Picture look={look} width={figures.length * (width + gap)} height={height + 8} fill={look.text}>
      {figures.map((figure, index) => (
        <g key={figure.id} transform={`translate(${index * (width + gap)}, 0)`}>
          <text x={labelWidth} y="14" font-weight="bold">
            {figure.title}
            <tspan font-weight="normal" fill={look.dimText}>
              {` ${figure.absent ? 'not in this model' : figure.note}`}
            </tspan>
          </text>
          <Cells figure={figure} arrangement={arrangement} cell={cell} scale={scaleOf(figure, state.logScale, look)} />
          <Labels arrangement={arrangement} cell={cell} />
          <text x={labelWidth} y={height - 8} fill={look.dimText}>
            {`${figure.kind === 'signed' ? valueText(-figure.limit, figure.unit) : '0'} … ${valueText(figure.limit, figure.unit)}`}
          </text>
        </g>
      ))}
    </Picture>
  );
}

function scaleOf({ kind, limit }: Figure, log: boolean, { palette }: ViewTheme): ColorScale {
  return kind === 'signed'
    ? divergingScale(palette.diverging, limit, log)
    : sequentialScale(palette.sequential, limit, log);
}

interface CellsProps {
  readonly figure: Figure;
  readonly arrangement: Arrangement;
  readonly cell: number;
  readonly scale: ColorScale;
}

function Cells({ figure, arrangement, cell, scale }: CellsProps) {
  const { rows, columns } = arrangement;
  const [left, top] = [labelWidth, captionHeight + labelWidth];
  if (rows.length * columns.length > maxRectangles) {
    const size = { width: cell * columns.length, height: cell * rows.length };
    return <image x={left} y={top} {...size} href={pixels(figure.values, rows.length, columns.length, scale)} />;
  }
  return (
    <g shape-rendering="crispEdges">
      {rows.flatMap(({ label: from }, row) =>
        columns.map(({ label: to }, column) => {
          const value = figure.values[row * columns.length + column] ?? NaN;
          return (
            <rect
              key={`${row}.${column}`}
              x={left + column * cell}
              y={top + row * cell}
              width={cell}
              height={cell}
              fill={cssOf(scale(value))}
            >
              <title>{`${from} → ${to}: ${valueText(value, figure.unit)}`}</title>
            </rect>
          );
        }),
      )}
    </g>
  );
}

function Labels({ arrangement, cell }: Pick<CellsProps, 'arrangement' | 'cell'>) {
  const step = Math.ceil(12 / cell);
  const [left, top] = [labelWidth, captionHeight + labelWidth];
  return (
    <g>
      {arrangement.rows.map(({ label, tokens }, row) =>
        row % step === 0 ? (
          <text key={tokens[0]} x={left - 4} y={top + (row + 0.5) * cell} text-anchor="end" dominant-baseline="central">
            {label}
          </text>
        ) : null,
      )}
      {arrangement.columns.map(({ label, tokens }, column) =>
        column % step === 0 ? (
          <text
            key={tokens[0]}
            transform={`translate(${left + (column + 0.5) * cell}, ${top - 4}) rotate(-90)`}
            dominant-baseline="central"
          >
            {label}
          </text>
        ) : null,
      )}
    </g>
  );
}

/** A matrix as an embedded PNG, one pixel a cell. */
function pixels(values: Float32Array, rows: number, columns: number, scale: ColorScale): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  const image = new ImageData(columns, rows);
  for (const [index, value] of values.entries()) image.data.set([...scale(value), 255], 4 * index);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.toDataURL('image/png');
}
