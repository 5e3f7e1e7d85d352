import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { workSteps } from '../base/workSteps';

/** What the guard's thread is started with. */
export interface GuardedProcess {
  readonly parent: number;
  readonly workSteps: Int32Array;
}

/**
 * Ends this process as soon as its parent lets go of it or is gone, and answers for it, whatever it computes: a forward pass blocks
 * this thread for as long as it takes, so a second one (guardThread) does both.
 */
export function startGuard(): void {
  process.once('disconnect', () => process.exit(0));
  const workerData: GuardedProcess = { parent: process.ppid, workSteps };
  new Worker(path.join(__dirname, 'guardThread.js'), { workerData }).unref();
}
