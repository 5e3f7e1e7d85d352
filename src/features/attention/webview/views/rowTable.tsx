import { useState } from 'preact/hooks';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import { Choice } from '../../../../page/choice';
import { termUnit, totalUnit } from '../state/figures';
import { probabilityText, valueText } from '../../../../page/numbers';
import type { SideProps } from '../state/attentionStore';

/** One cell's numbers in a line that is read aloud when it changes: who looks at whom, the whole, the three terms. */
export function Readout({ store, side }: SideProps) {
  const arrangement = side.arrangement.value;
  const hovered = store.hovered.value?.side === side.side ? store.hovered.value : undefined;
  const rows = hovered?.row === undefined ? side.rows.value : [hovered.row];
  const column = hovered?.column ?? side.column.value;
  if (arrangement === undefined || rows.length === 0) return <p class="readout">The chosen token is hidden.</p>;
  const { quantity, total, terms, columns } = arrangement;
  const sumOf = (matrix: Float32Array) =>
    rows.reduce((sum, row) => sum + (matrix[row * columns.length + column] ?? NaN), 0);
  const numbers: (readonly [string, string])[] = [
    ...(quantity === 'scores' ? [['probability', probabilityText(sumOf(arrangement.probabilities))] as const] : []),
    [quantity === 'scores' ? 'sum' : 'probability', valueText(sumOf(total), totalUnit(quantity))],
    ...attentionTerms.flatMap((term) =>
      terms === undefined ? [] : [[term, valueText(sumOf(terms[term]), termUnit(quantity))] as const],
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

/** A table of more rows is made only when it is opened. */
const maxOpenRows = 128;

/** The numbers of the chosen rows: what a screen reader reads in place of the pictures. */
export function RowTable({ store, side }: SideProps) {
  const [opened, setOpened] = useState<boolean>();
  const arrangement = side.arrangement.value;
  const sums = side.sums.value;
  const rows = side.rows.value;
  if (arrangement === undefined || sums === undefined) return null;
  const { quantity, columns } = arrangement;
  const unit = termUnit(quantity);
  const names = [
    'Key token (attends to)',
    ...(quantity === 'scores' ? ['probability', 'sum'] : ['probability']),
    ...(sums.terms === undefined ? [] : attentionTerms),
  ];
  const chosen = rows[0] ?? 0;
  const isOpen = opened ?? columns.length <= maxOpenRows;
  return (
    <details class="row-table" open={isOpen} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        Numbers of {rows.map((row) => arrangement.rows[row]?.label).join(' + ')}
        {rows.length > 1 && ', added up'}
        {unit === 'change' && ' (terms in percentage points)'}
      </summary>
      {isOpen && (
        <>
          <Choice
            label="Query token (attends from)"
            values={[...arrangement.rows.keys()]}
            value={chosen}
            text={(row) => `${row + 1}: ${arrangement.rows[row]?.label}`}
            choose={(row) => store.chooseRows(side, arrangement.rows[row]?.tokens ?? [], false)}
          />
          <table>
            <thead>
              <tr>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {columns.map(({ label, tokens }, column) => (
                <tr key={tokens[0]} class={column === side.column.value ? 'selected' : undefined}>
                  <th scope="row">{label}</th>
                  {quantity === 'scores' && <td>{probabilityText(sums.probabilities[column] ?? NaN)}</td>}
                  <td>{valueText(sums.total[column] ?? NaN, totalUnit(quantity))}</td>
                  {sums.terms !== undefined &&
                    attentionTerms.map((term) => (
                      <td key={term}>{valueText(sums.terms?.[term][column] ?? NaN, unit)}</td>
                    ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </details>
  );
}
