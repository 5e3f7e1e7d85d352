/** Points in [0, 1] and their weights, whose sum is 1. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss–Legendre quadrature: exact for polynomials of degree 2·count − 1. Roots by Newton's method. */
export function gaussLegendre(count: number): Quadrature {
  const roots = Array.from({ length: count }, (_, i) => rootOf(count, i));
  return {
    points: roots.map(({ x }) => (1 - x) / 2),
    weights: roots.map(({ x, slope }) => 1 / ((1 - x * x) * slope * slope)),
  };
}

/** The i-th largest root of the Legendre polynomial of a degree, and its slope there. */
function rootOf(degree: number, i: number): { readonly x: number; readonly slope: number } {
  let x = Math.cos((Math.PI * (i + 0.75)) / (degree + 0.5));
  let slope = 0;
  for (let step = 0; step < 100; step++) {
    let [before, value] = [1, x];
    for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
    slope = (degree * (x * value - before)) / (x * x - 1);
    const change = value / slope;
    x -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return { x, slope };
}
