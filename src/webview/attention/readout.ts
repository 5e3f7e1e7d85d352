import { attentionTerms, type AttentionTrace } from '../../protocol/attentionTrace';
import { sumAt } from './checksum';
import { element } from './dom';
import { probabilityText, scoreText } from './numbers';
import type { Cell } from './viewState';

/** One cell's numbers, in a line that is read aloud when it changes: who looks at whom, the three terms, their sum, the probability. */
export class Readout {
  readonly element = element('p', { class: 'readout', role: 'status' });

  show({ terms, probabilities }: AttentionTrace, labels: readonly string[], { row, column }: Cell): void {
    const cell = row * labels.length + column;
    const numbers = [
      ...attentionTerms.map((term) => [term, scoreText(terms[term][cell] ?? NaN)]),
      ['sum', scoreText(sumAt(terms, cell))],
      ['probability', probabilityText(probabilities[cell] ?? NaN)],
    ];
    this.element.replaceChildren(
      element(
        'span',
        { class: 'tokens' },
        element('b', {}, labels[row] ?? ''),
        ' looks at ',
        element('b', {}, labels[column] ?? ''),
      ),
      ...numbers.map(([name = '', value = '']) =>
        element('span', { class: 'number' }, `${name} `, element('b', {}, value)),
      ),
    );
  }
}
