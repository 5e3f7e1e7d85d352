import { attentionTerms, type AttentionTrace } from '../../protocol/attentionTrace';
import { sumAt } from './checksum';
import { element } from './dom';
import { probabilityText, scoreText } from './numbers';
import type { Cell } from './viewState';

/** The numbers of one row of all four matrices: what a screen reader reads in place of the pictures. */
export class RowTable {
  readonly element: HTMLElement;
  readonly #row = element('select', { id: 'row' });
  readonly #body = element('tbody');
  #selected: Cell = { row: 0, column: 0 };

  constructor(select: (cell: Cell) => void) {
    this.#row.addEventListener('change', () => select({ ...this.#selected, row: this.#row.selectedIndex }));
    const names = ['Token looked at', ...attentionTerms, 'sum', 'probability'];
    const head = element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)));
    const label = element('label', { for: 'row' }, 'Token that looks');
    const table = element('table', {}, element('thead', {}, head), this.#body);
    this.element = element(
      'section',
      { class: 'row-table' },
      element('div', { class: 'controls' }, label, this.#row),
      table,
    );
  }

  show(trace: AttentionTrace, labels: readonly string[], selected: Cell): void {
    this.#selected = selected;
    const options = labels.map((label, index) => element('option', {}, `${index + 1}: ${label}`));
    this.#row.replaceChildren(...options);
    this.#row.selectedIndex = selected.row;
    const rows = labels.map((label, column) => {
      const cell = selected.row * labels.length + column;
      const scores = attentionTerms.map((term) => scoreText(trace.terms[term][cell] ?? NaN));
      const sum = scoreText(sumAt(trace.terms, cell));
      const numbers = [...scores, sum, probabilityText(trace.probabilities[cell] ?? NaN)];
      const header = element('th', { scope: 'row', title: trace.tokens[column] ?? '' }, label);
      const attributes: Record<string, string> = column === selected.column ? { class: 'selected' } : {};
      return element('tr', attributes, header, ...numbers.map((number) => element('td', {}, number)));
    });
    this.#body.replaceChildren(...rows);
  }
}
