import { cssOf, divergingScale, inkOn, sequentialScale, type ColorScale } from '../../../../page/colorScale';
import { quantityTexts } from '../state/explanations';
import { largest, termUnit, totalUnit } from '../state/figures';
import type { MaskArrangement, MaskRow } from '../state/maskArrangement';
import { probabilityText, valueText } from '../../../../page/numbers';
import type { SideProps } from '../state/attentionStore';
import { theme, type ViewTheme } from '../../../../page/theme';
import type { ViewState } from '../state/viewState';

/** Masks the chosen word, and shows what the model would put there and where the mask looks in each pass. */
export function MaskView({ store, side }: SideProps) {
  const { quantity, logScale } = store.state.value;
  const mask = side.mask.value;
  const { head } = side.choice.value;
  const rows = side.selection.value.rows;
  const chosen = side.units.value.filter(
    ({ tokens, special }) => !special && tokens.some((token) => rows.includes(token)),
  );
  const arrangement = side.maskArrangement.value;
  const word = chosen.map(({ label }) => label).join(' ');
  return (
    <div class="mask">
      <p>
        <button
          type="button"
          disabled={chosen.length === 0}
          onClick={() =>
            store.mask(
              side,
              chosen.flatMap(({ tokens }) => tokens),
            )
          }
        >
          {chosen.length === 0 ? 'Choose a word in the text above' : `Mask “${word}”`}
        </button>
      </p>
      {mask !== undefined && arrangement !== undefined && (
        <>
          <p class="candidates">
            Model’s guesses:{' '}
            {mask.candidates.map(({ text: candidate, logProbability }, index) => (
              <span key={index}>
                <b>{candidate}</b> {probabilityText(Math.exp(logProbability))}
                {index < mask.candidates.length - 1 ? ', ' : '.'}
              </span>
            ))}
          </p>
          {mask.trace.passes.length < 2 && <p class="explanation">This model has no mask decoder: one pass.</p>}
          <p class="explanation">
            <strong>{quantityTexts[quantity].name}.</strong> {quantityTexts[quantity].explanation}
            {typeof head !== 'number' && ' Mean over the heads of the last layer.'}
          </p>
          <MaskTable arrangement={arrangement} quantity={quantity} logScale={logScale} />
        </>
      )}
    </div>
  );
}

interface MaskTableProps extends Pick<ViewState, 'quantity' | 'logScale'> {
  readonly arrangement: MaskArrangement;
}

/** Tokens from top to bottom, passes and terms from left to right: a table that is read as it looks. */
function MaskTable({ arrangement, quantity, logScale }: MaskTableProps) {
  const { rows, columns } = arrangement;
  const scales = maskScales(arrangement, quantity, logScale, theme.value);
  return (
    <div class="scroller">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">Token</th>
            {rows.map(({ label, pass, what }) => (
              <th scope="col" key={`${pass}.${what}`} class={what === 'total' ? 'pass' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ label }, column) => (
            <tr key={column}>
              <th scope="row">{label}</th>
              {rows.map((row, index) => {
                const value = row.values[column] ?? NaN;
                const color = scales[index]?.(value) ?? [0, 0, 0];
                return (
                  <td
                    key={index}
                    class={row.what === 'total' ? 'pass' : undefined}
                    style={{ backgroundColor: cssOf(color), color: inkOn(color) }}
                  >
                    {valueText(value, row.what === 'total' ? totalUnit(quantity) : termUnit(quantity))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A color scale for each row: the passes share one, and so do the terms. */
export function maskScales(
  { rows }: MaskArrangement,
  quantity: ViewState['quantity'],
  log: boolean,
  { palette: { diverging, sequential } }: ViewTheme,
): ColorScale[] {
  const limitOf = (isTotal: boolean) =>
    Math.max(0, ...rows.filter(({ what }) => (what === 'total') === isTotal).map(({ values }) => largest(values)));
  const scaleOf = (row: Pick<MaskRow, 'what'>): ColorScale => {
    const isTotal = row.what === 'total';
    const isSigned = isTotal ? quantity === 'scores' : quantity !== 'probabilities';
    return isSigned
      ? divergingScale(diverging, limitOf(isTotal), log)
      : sequentialScale(sequential, limitOf(isTotal), log);
  };
  return rows.map(scaleOf);
}
