import type { ColorScale } from './colorScale';
import { cssOf } from './colorScale';
import type { Figure } from '../state/figures';
import { valueText } from '../state/numbers';

const stops = 12;

/** The color scale of a figure with its ends. */
export function Legend({
  figure,
  color,
  signed,
}: {
  readonly figure: Figure;
  readonly color: ColorScale;
  readonly signed: boolean;
}) {
  const { limit, unit } = figure;
  const shades = Array.from({ length: stops + 1 }, (_, step) =>
    cssOf(color((signed ? (2 * step) / stops - 1 : step / stops) * limit)),
  );
  return (
    <div class="legend" aria-hidden="true">
      <span>{signed ? valueText(-limit, unit) : valueText(0, unit)}</span>
      <span class="scale" style={{ backgroundImage: `linear-gradient(to right, ${shades.join(', ')})` }} />
      <span>{valueText(limit, unit)}</span>
    </div>
  );
}
