import type { TrainingData } from '../core/trainingView';

interface DataProps {
  readonly data: TrainingData;
  readonly isOpen: boolean;
}

const taskTexts = {
  single_label_classification: 'one label each',
  multi_label_classification: 'any number of labels each',
  regression: 'a number each',
  token_classification: 'entities in them',
} as const;

/** The labeled texts: how many of each label, and what is wrong with them. */
export function Data({ data: { source, texts, problemType, counts, warnings }, isOpen }: DataProps) {
  const most = Math.max(1, ...counts.map((one) => one.texts));
  return (
    <details open={isOpen} class="data">
      <summary>
        {source}: {texts} texts, {taskTexts[problemType]}
        {counts.length > 0 && ` (${counts.length} labels)`}
      </summary>
      {warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <table class="counts">
        <tbody>
          {counts.map(({ label, texts: count }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td class="number">{count}</td>
              <td>
                <span class="share" aria-hidden="true" style={{ '--share': `${(100 * count) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
