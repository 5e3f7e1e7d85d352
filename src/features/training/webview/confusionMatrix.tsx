import type { Evaluation } from '../../../protocol/training';

interface ConfusionMatrixProps {
  readonly evaluation: Evaluation;
  readonly labels: readonly string[];
}

/** Which labels are taken for which: a row a label of the data, a column an answer of the classifier. */
export function ConfusionMatrix({ evaluation: { confusion, f1 }, labels }: ConfusionMatrixProps) {
  return (
    <>
      <h2>Confusion</h2>
      <div class="scroller">
        <table class="confusion">
          <thead>
            <tr>
              <th scope="col">actual ↓ predicted →</th>
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">F1</th>
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, expected) => {
              const total = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={labels[expected]}>
                  <th scope="row">{labels[expected]}</th>
                  {row.map((count, given) => (
                    <td
                      key={given}
                      class={given === expected ? 'cell right' : 'cell'}
                      style={{ '--share': `${total === 0 ? 0 : Math.round((100 * count) / total)}%` }}
                    >
                      {count}
                    </td>
                  ))}
                  <td class="number">{f1[expected]?.toFixed(2) ?? '–, no held-out texts'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
