import { divergingScale, sequentialScale, type Palette } from './colorScale';
import { element } from './dom';
import type { Figure } from './figures';
import { HeatMap } from './heatMap';
import { probabilityText, scoreText } from './numbers';
import type { ViewTheme } from './theme';
import { cellAfterKey, type Cell } from './viewState';

/** What the user does to a figure. */
export interface FigureEvents {
  /** The pointer is over a cell, or over none. */
  readonly hover: (cell: Cell | undefined) => void;
  readonly select: (cell: Cell) => void;
}

const legendSteps = 64;

/** One figure on the page: title, heat map, legend. Pointer and arrow keys choose a cell. */
export class FigurePanel {
  readonly element: HTMLElement;
  readonly #title = element('figcaption');
  readonly #canvas = element('canvas', { class: 'matrix', tabindex: '0', role: 'img' });
  readonly #legend = element('canvas', {
    class: 'scale',
    width: String(legendSteps),
    height: '1',
    'aria-hidden': 'true',
  });
  readonly #ends = [element('span'), element('span')] as const;
  readonly #map = new HeatMap(this.#canvas);
  #selected: Cell = { row: 0, column: 0 };
  #n = 0;

  constructor({ hover, select }: FigureEvents) {
    const legend = element('div', { class: 'legend' }, this.#ends[0], this.#legend, this.#ends[1]);
    this.element = element('figure', {}, this.#title, this.#canvas, legend);
    this.#canvas.addEventListener('mousemove', (event) => hover(this.#map.cellAt(event)));
    this.#canvas.addEventListener('mouseleave', () => hover(undefined));
    this.#canvas.addEventListener('click', (event) => {
      const cell = this.#map.cellAt(event);
      if (cell !== undefined) select(cell);
    });
    this.#canvas.addEventListener('keydown', (event) => {
      const cell = cellAfterKey(this.#selected, event.key, this.#n);
      if (cell === undefined) return;
      event.preventDefault();
      select(cell);
    });
  }

  show(figure: Figure, labels: readonly string[], palette: Palette, theme: ViewTheme): void {
    const { values, limit, kind } = figure;
    this.#n = labels.length;
    const isScore = kind === 'score';
    const color = isScore ? divergingScale(palette.diverging, limit) : sequentialScale(palette.sequential, limit);
    this.#map.show({ values, labels, color, theme }, this.element.clientWidth);
    this.#title.replaceChildren(
      element('strong', {}, figure.title),
      ` ${figure.absent ? 'not in this model: all zero' : figure.note}`,
    );
    const description = `${figure.title}, ${figure.note}: heat map of ${this.#n} by ${this.#n} tokens. Arrow keys choose a cell; the row's numbers are in the table below.`;
    this.#canvas.setAttribute('aria-label', description);
    const ends = isScore ? [scoreText(-limit), scoreText(limit)] : ['0 %', probabilityText(limit)];
    for (const [index, end] of ends.entries()) this.#ends[index as 0].textContent = end;
    const context = this.#legend.getContext('2d');
    for (let step = 0; step < legendSteps; step++) {
      const share = step / (legendSteps - 1);
      const [red, green, blue] = color(isScore ? (2 * share - 1) * limit : share * limit);
      if (context === null) return;
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect(step, 0, 1, 1);
    }
  }

  mark(selected: Cell, hovered: Cell | undefined): void {
    this.#selected = selected;
    this.#map.mark(selected, hovered);
  }
}
