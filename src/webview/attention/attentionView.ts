import type { ToAttentionView } from '../../protocol/viewMessages';
import { checksum } from './checksum';
import { paletteOn } from './colorScale';
import { Controls } from './controls';
import { element } from './dom';
import { FigurePanel } from './figurePanel';
import { figuresOf } from './figures';
import { wantedWidth } from './matrixLayout';
import { Readout } from './readout';
import { RowTable } from './rowTable';
import { currentTheme, onThemeChange } from './theme';
import { tokenLabels } from './tokenLabels';
import { clampCell, type Cell, type ViewState } from './viewState';
import { connect } from './vscodeApi';

type TraceMessage = Extract<ToAttentionView, { type: 'trace' }>;

const tolerance = 1e-5;
const caption =
  'Attention tells where a head looks, not why the model decides: it is not an explanation. Terms are scaled scores; their sum is the softmax’s input.';

/** The attention view: owns what is shown and passes it to its parts. */
export class AttentionView {
  readonly #connection = connect((message) => this.#receive(message));
  readonly #subject = element('p', { class: 'subject' });
  readonly #message = element('p', { class: 'message', role: 'status' });
  readonly #checksum = element('p', { class: 'checksum' });
  readonly #controls = new Controls({
    choose: (choice) => {
      this.#update({ choice });
      this.#connection.post({ type: 'request', choice });
    },
    shareScale: (sharedScale) => {
      this.#update({ sharedScale });
      this.#draw();
    },
  });
  readonly #panels = [0, 1, 2, 3].map(
    () => new FigurePanel({ hover: (cell) => this.#hover(cell), select: (cell) => this.#select(cell) }),
  );
  readonly #readout = new Readout();
  readonly #table = new RowTable((cell) => this.#select(cell));
  readonly #figures = pairsOf(this.#panels.map((panel) => panel.element));
  readonly #content: HTMLElement;

  #state: ViewState = this.#connection.restore();
  #shown: TraceMessage | undefined;
  #labels: readonly string[] = [];
  #hovered: Cell | undefined;

  constructor(root: HTMLElement) {
    this.#content = element(
      'div',
      { hidden: '' },
      element('header', {}, this.#subject, this.#controls.element, this.#readout.element),
      this.#figures,
      this.#checksum,
      element('p', { class: 'caption' }, caption),
      this.#table.element,
    );
    root.append(this.#message, this.#content);
    onThemeChange(() => this.#draw());
    onWidthChange(this.#figures, () => this.#draw());
    this.#say('Waiting for the engine…', 'progress');
    this.#connection.post({ type: 'request', choice: this.#state.choice });
  }

  #receive(message: ToAttentionView): void {
    if (message.type !== 'trace') return this.#say(message.message, message.type);
    const { trace, text, model } = message;
    this.#shown = message;
    this.#labels = tokenLabels(trace, text);
    this.#hovered = undefined;
    this.#update({
      choice: { layer: trace.layer, head: trace.head === 'mean' ? 0 : trace.head },
      selected: clampCell(this.#state.selected, trace.tokens.length),
    });
    this.#figures.style.setProperty('--figure-width', `${wantedWidth(trace.tokens.length)}px`);
    this.#say('', 'progress');
    this.#content.hidden = false;
    this.#subject.replaceChildren(element('q', {}, text), ` ${model}, ${trace.tokens.length} tokens`);
    const error = checksum(trace);
    const verdict = error < tolerance ? 'the terms add up' : 'the terms do not add up';
    this.#checksum.textContent = `max |softmax(c2c + c2p + p2c) − probabilities| = ${error.toExponential(1)}: ${verdict}`;
    this.#checksum.classList.toggle('bad', !(error < tolerance));
    this.#draw();
  }

  /** Draws everything again: new data, another theme, another width. */
  #draw(): void {
    if (this.#shown === undefined) return;
    const { trace } = this.#shown;
    this.#controls.show(this.#state.choice, trace.layers, trace.heads, this.#state.sharedScale);
    const theme = currentTheme();
    const palette = paletteOn(theme.background);
    const figures = figuresOf(trace, this.#state.sharedScale);
    for (const [index, figure] of figures.entries()) this.#panels[index]?.show(figure, this.#labels, palette, theme);
    this.#table.show(trace, this.#labels, this.#state.selected);
    this.#mark();
  }

  #mark(): void {
    if (this.#shown === undefined) return;
    for (const panel of this.#panels) panel.mark(this.#state.selected, this.#hovered);
    this.#readout.show(this.#shown.trace, this.#labels, this.#hovered ?? this.#state.selected);
  }

  #hover(cell: Cell | undefined): void {
    this.#hovered = cell;
    this.#mark();
  }

  #select(selected: Cell): void {
    this.#hovered = undefined;
    this.#update({ selected });
    if (this.#shown !== undefined) this.#table.show(this.#shown.trace, this.#labels, selected);
    this.#mark();
  }

  #update(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#connection.store(this.#state);
  }

  #say(message: string, kind: 'progress' | 'failure'): void {
    this.#message.textContent = message;
    const failed = kind === 'failure';
    this.#message.classList.toggle('failure', failed);
    // What is drawn belongs to an earlier choice than the one the controls show; they stay, so that another can be made.
    for (const part of [this.#subject, this.#readout.element, this.#figures, this.#checksum, this.#table.element])
      part.style.visibility = failed ? 'hidden' : '';
  }
}

/** Figures in two pairs, so that they stand four, two or one in a line, never three. */
function pairsOf(figures: readonly HTMLElement[]): HTMLElement {
  const pairs = [figures.slice(0, 2), figures.slice(2)].map((pair) => element('div', { class: 'pair' }, ...pair));
  return element('div', { class: 'figures' }, ...pairs);
}

function onWidthChange(watched: HTMLElement, changed: () => void): void {
  let width = watched.clientWidth;
  new ResizeObserver(() => {
    if (watched.clientWidth === width) return;
    width = watched.clientWidth;
    changed();
  }).observe(watched);
}
