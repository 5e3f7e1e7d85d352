/** A colour as sRGB components from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

type Lab = readonly [lightness: number, a: number, b: number];

/** The colour between two others in OKLab, where equal steps look equal (Björn Ottosson, “A perceptual color space for image processing”). `share` from 0 to 1. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [start, end] = [toOklab(from), toOklab(to)];
  return toRgb([0, 1, 2].map((i) => start[i as 0] + share * (end[i as 0] - start[i as 0])) as unknown as Lab);
}

/** Perceived lightness, 0 for black to 1 for white. */
export function lightness(color: Rgb): number {
  return toOklab(color)[0];
}

function toOklab(color: Rgb): Lab {
  const [r, g, b] = color.map(toLinear) as unknown as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toLinear(component: number): number {
  const value = component / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, encoded)));
}
