/** The factor of the learning rate at a step, counted from 0: rises to 1 over the first `warmUp` share, then falls to 0. */
export function learningRateFactor(step: number, steps: number, warmUp: number): number {
  const rising = Math.round(warmUp * steps);
  if (step < rising) return (step + 1) / rising;
  return Math.max(0, (steps - step) / Math.max(1, steps - rising));
}
