/** Added to a token's largest gradient before dividing by it, as in the released code. */
const normEpsilon = 1e-6;

/**
 * One ascent step of SiFT, in place: δ ← δ + η g / (1e-6 + max |g|) for each token, over rows of `hidden` numbers. With
 * `isReal`, tokens that are padding stay unperturbed. A gradient that is not finite changes nothing.
 * @returns whether the step was taken
 */
export function ascend(
  delta: Float32Array,
  gradient: Float32Array,
  hidden: number,
  stepSize: number,
  isReal?: (token: number) => boolean,
): boolean {
  if (!isFinite(gradient)) return false;
  for (let start = 0; start < delta.length; start += hidden) {
    if (isReal !== undefined && !isReal(start / hidden)) continue;
    let largest = 0;
    for (let i = start; i < start + hidden; i++) largest = Math.max(largest, Math.abs(gradient[i]!));
    const factor = Math.fround(largest + normEpsilon);
    for (let i = start; i < start + hidden; i++) {
      delta[i] = delta[i]! + Math.fround(Math.fround(gradient[i]! / factor) * stepSize);
    }
  }
  return true;
}

/** Whether the norm of a vector is a number. */
function isFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Number.isFinite(sum);
}
