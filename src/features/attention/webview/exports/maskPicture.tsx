import { cssOf, inkOn } from '../../../../page/colorScale';
import { termUnit, totalUnit } from '../state/figures';
import type { MaskArrangement } from '../state/maskArrangement';
import { maskScales } from '../views/maskView';
import { valueText } from '../../../../page/numbers';
import { Picture } from '../../../../page/picture';
import type { ViewTheme } from '../../../../page/theme';
import type { ViewState } from '../state/viewState';

const labelWidth = 110;
const cell = { width: 64, height: 22 };
const headHeight = 24;

interface MaskPictureProps {
  readonly arrangement: MaskArrangement;
  readonly state: Pick<ViewState, 'quantity' | 'logScale'>;
  readonly look: ViewTheme;
}

/** The passes of a mask as a picture to take away: tokens from top to bottom, passes and terms from left to right. */
export function MaskPicture({ arrangement, state: { quantity, logScale }, look }: MaskPictureProps) {
  const { rows, columns } = arrangement;
  const scales = maskScales(arrangement, quantity, logScale, look);
  const leftOf = (index: number) => labelWidth + index * cell.width;
  const middle = (column: number) => headHeight + (column + 0.5) * cell.height;
  return (
    <Picture
      look={look}
      width={leftOf(rows.length)}
      height={headHeight + columns.length * cell.height}
      font-size="12"
      fill={look.text}
    >
      {rows.map(({ label, what }, index) => (
        <text
          key={index}
          x={leftOf(index) + cell.width - 8}
          y={headHeight / 2}
          text-anchor="end"
          font-weight={what === 'total' ? 'bold' : 'normal'}
        >
          {label}
        </text>
      ))}
      {columns.map(({ label }, column) => (
        <text key={column} x={labelWidth - 8} y={middle(column)} text-anchor="end" dominant-baseline="central">
          {label}
        </text>
      ))}
      {rows.flatMap(({ values, what }, index) =>
        columns.map((_, column) => {
          const value = values[column] ?? NaN;
          const ground = scales[index]?.(value) ?? look.background;
          return (
            <g key={`${index}.${column}`}>
              <rect x={leftOf(index)} y={headHeight + column * cell.height} {...cell} fill={cssOf(ground)} />
              <text
                x={leftOf(index) + cell.width - 8}
                y={middle(column)}
                text-anchor="end"
                dominant-baseline="central"
                fill={inkOn(ground)}
              >
                {valueText(value, what === 'total' ? totalUnit(quantity) : termUnit(quantity))}
              </text>
            </g>
          );
        }),
      )}
    </Picture>
  );
}
