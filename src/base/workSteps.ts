/** What one step of work may take unless it says otherwise, in seconds. */
const defaultSeconds = 60;

/** Steps this process has begun, and the seconds the last may take; shared with its guard (server/guardThread). */
export const workSteps = new Int32Array(new SharedArrayBuffer(8));
workSteps[1] = defaultSeconds;

/**
 * Reports progress: whoever waits for this process gives it up only if one step takes longer than it may
 * (client/watch).
 * @param extraSeconds what the step may take beyond the default, by the work that is in it
 */
export function beginStep(extraSeconds = 0): void {
  Atomics.store(workSteps, 1, defaultSeconds + Math.ceil(extraSeconds));
  Atomics.add(workSteps, 0, 1);
}
