import { plain } from '../base/plainText';
import { Cancelled, EngineStopped, userErrorOf } from '../protocol/errors';
import type { TrainingJob, TrainingProgress, TrainingResults } from '../protocol/training';
import type { TrainingMessage, TrainingRequest } from '../protocol/trainingMessages';
import { HostProcess, type HostProcessOptions } from './hostProcess';

export interface TrainingProcessOptions extends HostProcessOptions {
  readonly onProgress: (progress: TrainingProgress) => void;
}

/** One training job in a process of its own, so that cancelling is a kill: what was saved stays, and the job can go on from there. */
export class TrainingProcess<J extends TrainingJob> {
  readonly #host: HostProcess;
  #isCancelled = false;

  /** The job's result. Rejects with the job's error, `Cancelled` after `cancel`, or `EngineStopped` when the process died. */
  readonly result: Promise<TrainingResults[J['kind']]>;

  constructor(job: J, options: TrainingProcessOptions) {
    this.#host = new HostProcess(options);
    this.result = this.#host.during(this.#answered(options.onProgress));
    this.#send({ kind: 'start', job });
  }

  get pid(): number | undefined {
    return this.#host.child.pid;
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
    this.#host.child.kill('SIGKILL');
  }

  #send(request: TrainingRequest): void {
    const { child } = this.#host;
    if (child.connected) child.send(request, () => undefined);
  }

  #answered(onProgress: TrainingProcessOptions['onProgress']): Promise<TrainingResults[J['kind']]> {
    const { child, ended } = this.#host;
    return new Promise((resolve, reject) => {
      child.on('message', (message: TrainingMessage) => {
        if (message.kind === 'progress') return onProgress(message.progress);
        if (message.kind === 'done') resolve(message.result as TrainingResults[J['kind']]);
        else reject(userErrorOf(message.name, message.message) ?? new Error(message.message));
        child.disconnect();
      });
      void ended.then((reason) =>
        reject(
          this.#isCancelled
            ? new Cancelled()
            : new EngineStopped(
                plain`The training process ended: ${reason}. Start it again to continue from the last save.`,
              ),
        ),
      );
    });
  }
}
