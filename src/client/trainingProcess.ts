import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import { plain } from '../base/plainText';
import { Cancelled, EngineStopped, userErrorOf } from '../protocol/errors';
import type { TrainingJob, TrainingProgress, TrainingResults } from '../protocol/training';
import type { TrainingMessage, TrainingRequest } from '../protocol/trainingMessages';
import { forkHost } from './forkHost';
import { StderrTail } from './stderrTail';
import { Watch } from './watch';

export interface TrainingProcessOptions {
  /** The bundled program, `dist/trainingHost.js`. */
  readonly hostPath: string;
  /** Scheduling priority as in `os.setPriority`; without it, the starting program's own. */
  readonly priority?: number;
  /** Seconds without a sign of life after which the process is ended; 30 when absent. */
  readonly patience?: number;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly onStderr?: (line: string) => void;
}

/** One training job in a process of its own, so that cancelling is a kill: what was saved stays, and the job can go on from there. */
export class TrainingProcess<J extends TrainingJob> {
  readonly #child: ChildProcess;
  #isCancelled = false;
  #lost: string | undefined;

  /** The job's result. Rejects with the job's error, `Cancelled` after `cancel`, or `EngineStopped` when the process died. */
  readonly result: Promise<TrainingResults[J['kind']]>;

  constructor(job: J, options: TrainingProcessOptions) {
    this.#child = forkHost(options.hostPath);
    try {
      const { pid } = this.#child;
      if (pid !== undefined && options.priority !== undefined) os.setPriority(pid, options.priority);
    } catch {
      // Only a courtesy to other programs: some systems do not allow it.
    }
    const watch = new Watch(this.#child, (reason) => (this.#lost = reason), options.patience);
    this.result = watch.during(this.#answered(options));
    this.#send({ kind: 'start', job });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  pause(): void {
    this.#send({ kind: 'pause' });
  }

  resume(): void {
    this.#send({ kind: 'resume' });
  }

  /** Ends the job before its next step, with all that it has done saved. */
  stop(): void {
    this.#send({ kind: 'stop' });
  }

  /** Ends the process at once. */
  cancel(): void {
    this.#isCancelled = true;
    this.#child.kill('SIGKILL');
  }

  #send(request: TrainingRequest): void {
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  #answered({ onProgress, onStderr }: TrainingProcessOptions): Promise<TrainingResults[J['kind']]> {
    const stderr = new StderrTail(this.#child.stderr, onStderr);
    return new Promise((resolve, reject) => {
      this.#child.on('message', (message: TrainingMessage) => {
        if (message.kind === 'progress') return onProgress(message.progress);
        if (message.kind === 'done') resolve(message.result as TrainingResults[J['kind']]);
        else reject(userErrorOf(message.name, message.message) ?? new Error(message.message));
        this.#child.disconnect();
      });
      const end = (reason: string) =>
        reject(
          this.#isCancelled
            ? new Cancelled()
            : new EngineStopped(
                plain`The training's process ended: ${reason}. Start it again to go on where it was saved last.`,
              ),
        );
      // 'close' comes after the last line of stderr.
      this.#child.once('close', (code, signal) => end(this.#lost ?? stderr.explain(signal ?? `exit code ${code}`)));
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) end(`it could not be started (${error.message})`);
      });
    });
  }
}
