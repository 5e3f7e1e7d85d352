import type { HeadChoice } from '../../protocol/viewMessages';
import { element } from './dom';

/** What the user chooses. */
export interface ControlEvents {
  readonly choose: (choice: HeadChoice) => void;
  readonly shareScale: (shared: boolean) => void;
}

/** The choice of layer, head and colour scale. Layers and heads are counted from 1 for the reader, from 0 inside. */
export class Controls {
  readonly element: HTMLElement;
  readonly #layer = element('select', { id: 'layer' });
  readonly #head = element('select', { id: 'head' });
  readonly #shared = element('input', { id: 'shared', type: 'checkbox' });

  constructor({ choose, shareScale }: ControlEvents) {
    const changed = () => choose({ layer: this.#layer.selectedIndex, head: this.#head.selectedIndex });
    this.#layer.addEventListener('change', changed);
    this.#head.addEventListener('change', changed);
    this.#shared.addEventListener('change', () => shareScale(this.#shared.checked));
    this.element = element(
      'div',
      { class: 'controls' },
      element('label', { for: 'layer' }, 'Layer'),
      this.#layer,
      element('label', { for: 'head' }, 'Head'),
      this.#head,
      element('label', { class: 'check' }, this.#shared, 'One colour scale for the three terms'),
    );
  }

  show({ layer, head }: HeadChoice, layers: number, heads: number, sharedScale: boolean): void {
    fill(this.#layer, layers, layer);
    fill(this.#head, heads, head);
    this.#shared.checked = sharedScale;
  }
}

function fill(select: HTMLSelectElement, count: number, selected: number): void {
  if (select.length !== count) {
    const options = Array.from({ length: count }, (_, index) => element('option', {}, `${index + 1} of ${count}`));
    select.replaceChildren(...options);
  }
  select.selectedIndex = selected;
}
