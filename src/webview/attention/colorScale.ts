import { lightness, mix, type Rgb } from './oklab';

/** The colour of a value. Values beyond the scale's limit have the limit's colour; NaN has that of zero. */
export type ColorScale = (value: number) => Rgb;

/** Colours of both scales for one background. Zero is always the background itself, so that strong values stand out on any theme. */
export interface Palette {
  /** Strongest negative, zero, strongest positive. Blue and orange: told apart with every common colour blindness. */
  readonly diverging: readonly [Rgb, Rgb, Rgb];
  /** From zero to the strongest, steadily away from the background's lightness. */
  readonly sequential: readonly Rgb[];
}

const steps = 255;
const black: Rgb = [0, 0, 0];

const onDark = {
  negative: [86, 180, 255],
  positive: [255, 165, 60],
  sequential: [
    [49, 84, 140],
    [33, 150, 140],
    [122, 209, 81],
    [253, 231, 60],
  ],
} as const;

const onLight = {
  negative: [0, 90, 170],
  positive: [186, 84, 0],
  sequential: [
    [146, 214, 150],
    [32, 145, 140],
    [52, 94, 141],
    [68, 1, 84],
  ],
} as const;

/** The palette for a background colour. */
export function paletteOn(background: Rgb): Palette {
  const { negative, positive, sequential } = lightness(background) < 0.5 ? onDark : onLight;
  return { diverging: [negative, background, positive], sequential: [background, ...sequential] };
}

/** Colours from −limit over zero to +limit. */
export function divergingScale([negative, zero, positive]: Palette['diverging'], limit: number): ColorScale {
  const below = sequentialScale([zero, negative], limit);
  const above = sequentialScale([zero, positive], limit);
  return (value) => (value < 0 ? below(-value) : above(value));
}

/** Colours from zero to `limit`. Mixed once, in steps too small to see, because a matrix has many cells. */
export function sequentialScale(stops: readonly Rgb[], limit: number): ColorScale {
  const ramp = Array.from({ length: steps + 1 }, (_, step) => between(stops, step / steps));
  const zero = between(stops, 0);
  return (value) => ramp[limit > 0 && value > 0 ? Math.round(steps * Math.min(1, value / limit)) : 0] ?? zero;
}

function between(stops: readonly Rgb[], share: number): Rgb {
  const position = share * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  const [from = black, to = black] = stops.slice(index, index + 2);
  return mix(from, to, position - index);
}
