import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import { childEnvironment } from './childEnvironment';
import { StderrTail } from './stderrTail';
import { Watch } from './watch';

export interface HostProcessOptions {
  /** One of the bundled programs of src/server, e.g. `dist/host.js`. */
  readonly hostPath: string;
  /** Scheduling priority as in `os.setPriority`; without it, the starting program's own. */
  readonly priority?: number;
  /** Seconds without a sign of life after which the process is ended; 30 when absent. */
  readonly patience?: number;
  readonly onStderr?: (line: string) => void;
}

/** A forked program of src/server with a channel for messages; knows why it ended. */
export class HostProcess {
  readonly child: ChildProcess;
  /** Resolves with the reason in words. */
  readonly ended: Promise<string>;
  /** Why the process ended, or is about to. */
  exitReason: string | undefined;
  readonly #watch: Watch;

  constructor({ hostPath, priority, patience, onStderr }: HostProcessOptions) {
    this.child = fork(hostPath, [], {
      execArgv: [],
      serialization: 'advanced',
      // The last is the pipe of Watch, one that Windows, too, can read and write at the same time.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'overlapped'],
      env: childEnvironment(process.env),
    });
    this.#watch = new Watch(this.child, (reason) => (this.exitReason ??= reason), patience);
    if (priority !== undefined) this.#lowerPriority(priority);
    this.ended = this.#whenEnded(new StderrTail(this.child.stderr, onStderr));
  }

  /** Ends the process when it stays silent or stuck before the answer is there. */
  during<T>(answer: Promise<T>): Promise<T> {
    return this.#watch.during(answer);
  }

  #whenEnded(stderr: StderrTail): Promise<string> {
    return new Promise((resolve) => {
      const end = (reason: string) => resolve((this.exitReason ??= reason));
      // 'close' comes after the last line of stderr, 'exit' may come before it.
      this.child.once('close', (code, signal) => end(stderr.explain(signal ?? `exit code ${code}`)));
      this.child.once('error', (error) => {
        if (this.child.pid === undefined) end(`it could not be started (${error.message})`);
      });
    });
  }

  /** What was started with a lower priority, such as a command under `nice`, keeps it. */
  #lowerPriority(priority: number): void {
    const { pid } = this.child;
    try {
      if (pid !== undefined && os.getPriority(pid) < priority) os.setPriority(pid, priority);
    } catch {
      // Only a courtesy to other programs: some systems do not allow it.
    }
  }
}
