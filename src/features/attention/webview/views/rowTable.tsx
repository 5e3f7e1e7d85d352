import { useState } from 'preact/hooks';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import { Choice } from './choice';
import { termUnit, totalUnit } from '../state/figures';
import { probabilityText, valueText } from '../state/numbers';
import type { SideProps } from '../state/sideProps';

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
