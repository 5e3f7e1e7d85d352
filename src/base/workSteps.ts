/** What one step of work may take unless it says otherwise, in seconds. */
const defaultSeconds = 60;

/** Steps begun by this process, and the seconds that the last may take; shared with the thread that answers for it (server/guardThread). */
export const workSteps = new Int32Array(new SharedArrayBuffer(8));
workSteps[1] = defaultSeconds;

/**
 * Reports progress: whoever waits for this process gives it up only if one step takes longer than it may (client/watch).
 * @param extraSeconds what the step may take beyond the default, by the work that is in it
 */
export function beginStep(extraSeconds = 0): void {
  Atomics.store(workSteps, 1, defaultSeconds + Math.ceil(extraSeconds));
  Atomics.add(workSteps, 0, 1);
}
