import { lab, rgb } from 'd3-color';
import { interpolateLab, piecewise } from 'd3-interpolate';
import { scaleSymlog } from 'd3-scale';
import type { AttentionTerm, ByTerm } from '../protocol/attentionTrace';

/** A color as sRGB components from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The color of a value. Values beyond the scale's limit have the limit's color; NaN has that of zero. */
export type ColorScale = (value: number) => Rgb;

/** Colors for one background. Zero is always the background itself, so that strong values stand out on any theme. */
export interface Palette {
  /** Strongest negative, zero, strongest positive. Blue and orange: distinct with every common color blindness. */
  readonly diverging: readonly [Rgb, Rgb, Rgb];
  /** From zero to the strongest, steadily away from the background's lightness. */
  readonly sequential: readonly Rgb[];
  /** One color a term, of clearly different lightness or hue for all readers. */
  readonly terms: ByTerm<string>;
}

const steps = 255;
/** With a logarithmic scale, values down to this part of the limit are distinguished. */
const logarithmicReach = 1e-3;

const onDark = {
  negative: [86, 180, 255],
  positive: [255, 165, 60],
  sequential: [
    [49, 84, 140],
    [33, 150, 140],
    [122, 209, 81],
    [253, 231, 60],
  ],
  terms: { c2c: '#3fb8a0', c2p: '#d98bd0', p2c: '#f0d443' },
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
  terms: { c2c: '#007a66', c2p: '#9c3f97', p2c: '#a88600' },
} as const;

export function paletteOn(background: Rgb): Palette {
  const { negative, positive, sequential, terms } = lightness(background) < 50 ? onDark : onLight;
  return { diverging: [negative, background, positive], sequential: [background, ...sequential], terms };
}

/** Perceived lightness (CIELAB), 0 for black to 100 for white. */
export function lightness([red, green, blue]: Rgb): number {
  return lab(rgb(red, green, blue)).l;
}

/** Black or white, whichever is read better on a color. */
export function inkOn(ground: Rgb): string {
  return lightness(ground) > 55 ? '#000' : '#fff';
}

/** Colors from −limit over zero to +limit. */
export function divergingScale(
  [negative, zero, positive]: Palette['diverging'],
  limit: number,
  log = false,
): ColorScale {
  const below = sequentialScale([zero, negative], limit, log);
  const above = sequentialScale([zero, positive], limit, log);
  return (value) => (value < 0 ? below(-value) : above(value));
}

/** Colors from zero to `limit`, mixed perceptually, and once for all cells, in steps too small to see. */
export function sequentialScale(stops: readonly Rgb[], limit: number, log = false): ColorScale {
  const mix = piecewise(interpolateLab, stops.map(cssOf)) as (share: number) => string;
  const ramp = Array.from({ length: steps + 1 }, (_, step) => rgbOf(mix(step / steps)));
  const zero = stops[0] ?? [0, 0, 0];
  ramp[0] = zero;
  const shareOf = log
    ? scaleSymlog()
        .domain([0, limit])
        .constant(limit * logarithmicReach)
    : (value: number) => value / limit;
  return (value) => ramp[limit > 0 && value > 0 ? Math.round(steps * Math.min(1, shareOf(value))) : 0] ?? zero;
}

/** A color between the background and a term's own, by a share from 0 to 1. */
export function termColor(palette: Palette, term: AttentionTerm, share: number): string {
  return interpolateLab(cssOf(palette.diverging[1]), palette.terms[term])(Math.max(0, Math.min(1, share)));
}

export function cssOf([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

function rgbOf(color: string): Rgb {
  const { r, g, b } = rgb(color);
  return [Math.round(r), Math.round(g), Math.round(b)];
}
