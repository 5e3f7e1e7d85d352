import os from 'node:os';

/** How much longer things take than on a quiet machine: runnable processes per processor, from 1 to 5. */
export function loadFactor(): number {
  return Math.min(5, Math.max(1, (os.loadavg()[0] ?? 0) / os.availableParallelism()));
}

/**
 * How long to wait for what takes so many milliseconds at most on a quiet machine. It ends the wait for what will never
 * come, and costs nothing else, so it is generous, and grows with what else the processors have to do.
 */
export function bound(milliseconds: number): number {
  return Math.ceil(2 * milliseconds * loadFactor());
}
