import type { ColorScale } from './colorScale';
import { cellAt, matrixLayout, sizeOf, type MatrixLayout } from './matrixLayout';
import type { ViewTheme } from './theme';
import type { Cell } from './viewState';

const labelFont = 11;

/** What a heat map shows. */
export interface HeatMapData {
  /** [n, n] row-major. */
  readonly values: Float32Array;
  readonly labels: readonly string[];
  readonly color: ColorScale;
  readonly theme: ViewTheme;
}

/** One matrix on a canvas, with token labels and marks on cells. */
export class HeatMap {
  #data: HeatMapData | undefined;
  #layout: MatrixLayout | undefined;
  #cells: OffscreenCanvas | undefined;

  constructor(readonly canvas: HTMLCanvasElement) {}

  /** Draws `data` into `width` CSS pixels. */
  show(data: HeatMapData, width: number): void {
    this.#data = data;
    this.#cells = cellsOf(data);
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.font = `${labelFont}px ${data.theme.font}`;
    const longest = Math.max(...data.labels.map((label) => context.measureText(label).width));
    this.#layout = matrixLayout(data.labels.length, width, longest);
    const size = sizeOf(this.#layout);
    this.canvas.width = size.width * devicePixelRatio;
    this.canvas.height = size.height * devicePixelRatio;
    this.canvas.style.width = `${size.width}px`;
    this.canvas.style.height = `${size.height}px`;
  }

  /** Draws again with a mark on the selected cell, and on the row and column of the hovered one. */
  mark(selected: Cell, hovered: Cell | undefined): void {
    const context = this.canvas.getContext('2d');
    if (context === null || !this.#data || !this.#layout || !this.#cells) return;
    const { n, left, top, cell } = this.#layout;
    const { theme, labels } = this.#data;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#cells, left, top, n * cell, n * cell);
    context.lineWidth = 1;
    context.strokeStyle = theme.grid;
    context.strokeRect(left - 0.5, top - 0.5, n * cell + 1, n * cell + 1);
    const pointed = hovered ?? selected;
    const outline = (width: number, color: string) => {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.strokeRect(left - 0.5, top + pointed.row * cell - 0.5, n * cell + 1, cell + 1);
      context.strokeRect(left + pointed.column * cell - 0.5, top - 0.5, cell + 1, n * cell + 1);
      context.lineWidth = width + 1;
      context.strokeRect(left + selected.column * cell - 1, top + selected.row * cell - 1, cell + 2, cell + 2);
    };
    // On a ground of the background's colour the marks show on cells of any colour.
    outline(3, `rgb(${theme.background.join(' ')})`);
    outline(1, theme.focus);
    drawLabels(context, this.#layout, labels, theme, pointed);
  }

  /** The cell under a pointer event; undefined outside the matrix. */
  cellAt({ offsetX, offsetY }: MouseEvent): Cell | undefined {
    return this.#layout && cellAt(this.#layout, offsetX, offsetY);
  }
}

/** The matrix, one pixel a cell. */
function cellsOf({ values, labels, color }: HeatMapData): OffscreenCanvas {
  const n = Math.max(1, labels.length);
  const canvas = new OffscreenCanvas(n, n);
  const image = new ImageData(n, n);
  for (const [index, value] of values.entries()) image.data.set([...color(value), 255], 4 * index);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function drawLabels(
  context: CanvasRenderingContext2D,
  { left, top, cell, labelStep }: MatrixLayout,
  labels: readonly string[],
  { font, text, dimText }: ViewTheme,
  pointed: Cell,
): void {
  context.font = `${labelFont}px ${font}`;
  context.textBaseline = 'middle';
  // Where not every label fits, those near the pointed token make room for it.
  const isShown = (index: number, at: number) =>
    index === at || (index % labelStep === 0 && Math.abs(index - at) >= labelStep);
  for (const [index, label] of labels.entries()) {
    const middle = (index + 0.5) * cell;
    if (isShown(index, pointed.row)) {
      context.fillStyle = index === pointed.row ? text : dimText;
      context.textAlign = 'right';
      context.fillText(fitted(context, label, left - 6), left - 4, top + middle);
    }
    if (isShown(index, pointed.column)) {
      context.fillStyle = index === pointed.column ? text : dimText;
      context.save();
      context.translate(left + middle, top - 4);
      context.rotate(-Math.PI / 2);
      context.textAlign = 'left';
      context.fillText(fitted(context, label, top - 6), 0, 0);
      context.restore();
    }
  }
}

function fitted(context: CanvasRenderingContext2D, label: string, width: number): string {
  if (context.measureText(label).width <= width) return label;
  let kept = label;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
