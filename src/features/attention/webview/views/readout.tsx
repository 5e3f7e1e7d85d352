import { attentionTerms } from '../../../../protocol/attentionTrace';
import { termUnit, totalUnit } from '../state/figures';
import { probabilityText, valueText } from '../state/numbers';
import type { SideProps } from '../state/sideProps';

/** One cell's numbers in a line that is read aloud when it changes: who looks at whom, the whole, the three terms. */
export function Readout({ store, side }: SideProps) {
  const arrangement = side.arrangement.value;
  const hovered = store.hovered.value?.side === side.side ? store.hovered.value : undefined;
  const rows = hovered?.row === undefined ? side.rows.value : [hovered.row];
  const column = hovered?.column ?? side.column.value;
  if (arrangement === undefined || rows.length === 0) return <p class="readout">The chosen token is hidden.</p>;
  const { quantity, total, terms, columns } = arrangement;
  const at = (matrix: Float32Array) =>
    rows.reduce((sum, row) => sum + (matrix[row * columns.length + column] ?? NaN), 0);
  const numbers: (readonly [string, string])[] = [
    ...(quantity === 'scores' ? [['probability', probabilityText(at(arrangement.probabilities))] as const] : []),
    [quantity === 'scores' ? 'sum' : 'probability', valueText(at(total), totalUnit(quantity))],
    ...attentionTerms.flatMap((term) =>
      terms === undefined ? [] : [[term, valueText(at(terms[term]), termUnit(quantity))] as const],
    ),
  ];
  const from = rows.map((row) => arrangement.rows[row]?.label).join(' + ');
  return (
    <p class="readout" role="status">
      <span class="tokens">
        <b>{from}</b> {rows.length > 1 ? 'look at' : 'looks at'} <b>{columns[column]?.label}</b>
      </span>
      {numbers.map(([name, value]) => (
        <span class="number" key={name}>
          {name} <b>{value}</b>
        </span>
      ))}
    </p>
  );
}
