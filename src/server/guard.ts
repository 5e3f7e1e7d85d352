import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { workSteps } from '../base/workSteps';

/** What the guard's thread is started with. */
export interface GuardedProcess {
  readonly parent: number;
  readonly workSteps: Int32Array;
}

/**
 * Ends this process as soon as its parent lets go of it or is gone, or at once without one, and answers for it,
 * whatever it computes: a forward pass blocks this thread for as long as it takes, so a second one (guardThread) does
 * both.
 */
export function startGuard(): void {
  if (process.send === undefined) {
    process.stderr.write(
      'This program is started by the extension or by the command line, not by hand: it has no channel to them.\n',
    );
    process.exit(2);
  }
  process.once('disconnect', () => process.exit(0));
  const workerData: GuardedProcess = { parent: process.ppid, workSteps };
  new Worker(path.join(__dirname, 'guardThread.js'), { workerData }).unref();
}

/** Writes a line to the error output, which the parent process reads. */
export function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes a fault of the program with its stack. */
export function logError(error: unknown): void {
  logLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
