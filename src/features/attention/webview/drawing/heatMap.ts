import type { Cell } from '../../../../page/cells';
import type { ColorScale } from '../../../../page/colorScale';
import { cellAt, cornerOf, labelHeight, matrixLayout, sizeOf, type MatrixLayout } from '../state/matrixLayout';
import type { ViewTheme } from '../../../../page/theme';
import type { Zoom } from '../state/viewState';

const labelFont = 11;

export interface HeatMapData {
  /** [rows, columns] row-major. */
  readonly values: Float32Array;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly color: ColorScale;
  readonly theme: ViewTheme;
}

/**
 * One matrix on two canvases: the cells and labels below, marks above, so that moving the pointer redraws marks only.
 * The cells are kept as a picture of one pixel a cell.
 */
export class HeatMap {
  #data: HeatMapData | undefined;
  #layout: MatrixLayout | undefined;
  #cells: OffscreenCanvas | undefined;

  constructor(
    private readonly base: HTMLCanvasElement,
    private readonly marks: HTMLCanvasElement,
  ) {}

  /** Draws `data` into `width` CSS pixels. */
  show(data: HeatMapData, zoom: Zoom, width: number): void {
    if (data.values !== this.#data?.values || data.color !== this.#data.color) this.#cells = cellsOf(data);
    this.#data = data;
    const context = this.base.getContext('2d');
    if (context === null || this.#cells === undefined) return;
    context.font = `${labelFont}px ${data.theme.font}`;
    const longest = (labels: readonly string[]) =>
      labels.reduce((most, label) => Math.max(most, context.measureText(label).width), 0);
    const extent = { rows: data.rows.length, columns: data.columns.length };
    const lengths = { rows: longest(data.rows), columns: longest(data.columns) };
    this.#layout = matrixLayout(extent, zoom, width, lengths);
    const size = sizeOf(this.#layout);
    for (const canvas of [this.base, this.marks]) {
      canvas.width = size.width * devicePixelRatio;
      canvas.height = size.height * devicePixelRatio;
      canvas.style.width = `${size.width}px`;
      canvas.style.height = `${size.height}px`;
    }
    drawCells(context, this.#layout, this.#cells, data.theme);
    drawLabels(context, this.#layout, data, undefined);
  }

  /** Marks the chosen rows and column, and the row and column under the pointer. */
  mark(rows: readonly number[], column: number, pointed: Partial<Cell> | undefined): void {
    const context = this.marks.getContext('2d');
    if (context === null || !this.#data || !this.#layout) return;
    const { theme } = this.#data;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.marks.width, this.marks.height);
    const marked = { row: pointed?.row ?? rows[0] ?? 0, column: pointed?.column ?? column };
    clipped(context, this.#layout, () => {
      // On a ground of the background's color the marks show on cells of any color.
      for (const [width, color] of [
        [3, `rgb(${theme.background.join(' ')})`],
        [1, theme.focus],
      ] as const) {
        context.strokeStyle = color;
        for (const row of rows) this.#outline(context, { row }, width);
        this.#outline(context, { row: marked.row }, width);
        this.#outline(context, { column: marked.column }, width);
        this.#outline(context, marked, width + 1);
      }
    });
    drawLabels(context, this.#layout, this.#data, marked);
  }

  /** The cell under a pointer event; undefined outside the matrix. */
  cellAt({ offsetX, offsetY }: MouseEvent): Cell | undefined {
    return this.#layout && cellAt(this.#layout, offsetX, offsetY);
  }

  #outline(context: CanvasRenderingContext2D, { row, column }: Partial<Cell>, width: number): void {
    if (this.#layout === undefined) return;
    const { rows, columns, cell } = this.#layout;
    const [x, y] = cornerOf(this.#layout, { row: row ?? 0, column: column ?? 0 });
    context.lineWidth = width;
    const across = column === undefined ? columns * cell : cell;
    const down = row === undefined ? rows * cell : cell;
    context.strokeRect(x - 0.5, y - 0.5, across + 1, down + 1);
  }
}

/** The matrix, one pixel a cell. */
function cellsOf({ values, rows, columns, color }: HeatMapData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(Math.max(1, columns.length), Math.max(1, rows.length));
  const image = new ImageData(canvas.width, canvas.height);
  const { data } = image;
  for (let index = 0; index < values.length; index++) {
    const [red, green, blue] = color(values[index]!);
    data[4 * index] = red;
    data[4 * index + 1] = green;
    data[4 * index + 2] = blue;
    data[4 * index + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function drawCells(
  context: CanvasRenderingContext2D,
  { left, top, cell, first, visible }: MatrixLayout,
  cells: OffscreenCanvas,
  theme: ViewTheme,
): void {
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.imageSmoothingEnabled = cell * devicePixelRatio < 1;
  const { rows, columns } = visible;
  context.drawImage(cells, first.column, first.row, columns, rows, left, top, columns * cell, rows * cell);
  context.lineWidth = 1;
  context.strokeStyle = theme.grid;
  context.strokeRect(left - 0.5, top - 0.5, columns * cell + 1, rows * cell + 1);
}

function clipped(context: CanvasRenderingContext2D, layout: MatrixLayout, draw: () => void): void {
  const { left, top, cell, visible } = layout;
  context.save();
  context.beginPath();
  context.rect(left - 3, top - 3, visible.columns * cell + 6, visible.rows * cell + 6);
  context.clip();
  draw();
  context.restore();
}

/** All labels that fit, dim; or, with a cell given, that cell's two labels on a ground that hides those beneath. */
function drawLabels(
  context: CanvasRenderingContext2D,
  layout: MatrixLayout,
  { rows, columns, theme }: HeatMapData,
  marked: Cell | undefined,
): void {
  const { left, top, cell, first, visible } = layout;
  context.font = `${labelFont}px ${theme.font}`;
  context.textBaseline = 'middle';
  const step = Math.ceil(labelHeight / cell);
  const middle = (index: number, from: number) => (index - from + 0.5) * cell;
  const draw = (label: string, room: number, align: CanvasTextAlign, place: number) => {
    if (marked !== undefined) {
      // The label beneath, or the two that it stands between, are hidden whole.
      const behind = place % step;
      const before = behind * cell + labelHeight / 2 + 1;
      const after = ((step - behind) % step) * cell + labelHeight / 2 + 1;
      context.fillStyle = `rgb(${theme.background.join(' ')})`;
      context.fillRect(align === 'right' ? -room : 0, -before, room, before + after);
    }
    context.fillStyle = marked === undefined ? theme.dimText : theme.text;
    context.textAlign = align;
    context.fillText(fitted(context, label, room - 2), 0, 0);
  };
  const shown = (count: number, from: number, chosen: number | undefined) =>
    marked === undefined
      ? Array.from({ length: Math.ceil(count / step) }, (_, index) => from + index * step)
      : [chosen ?? 0].filter((index) => index >= from && index < from + count);
  for (const row of shown(visible.rows, first.row, marked?.row)) {
    context.save();
    context.translate(left - 4, top + middle(row, first.row));
    draw(rows[row] ?? '', left - 4, 'right', row - first.row);
    context.restore();
  }
  for (const column of shown(visible.columns, first.column, marked?.column)) {
    context.save();
    context.translate(left + middle(column, first.column), top - 4);
    context.rotate(-Math.PI / 2);
    draw(columns[column] ?? '', top - 4, 'left', column - first.column);
    context.restore();
  }
}

function fitted(context: CanvasRenderingContext2D, label: string, width: number): string {
  if (context.measureText(label).width <= width) return label;
  let kept = label;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
