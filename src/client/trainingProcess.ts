import { plain } from '../base/plainText';
import { Canceled, EngineStopped, userErrorOf } from '../protocol/errors';
import type { TrainingJob, TrainingProgress, TrainingResults } from '../protocol/training';
import type { TrainingMessage, TrainingRequest } from '../protocol/rpc';
import { ServerProcess, type ServerProcessOptions } from './serverProcess';

export interface TrainingProcessOptions extends ServerProcessOptions {
  readonly onProgress: (progress: TrainingProgress) => void;
}

/** A training job in a process of its own: killing it cancels the job, which can continue from what was saved. */
export class TrainingProcess<J extends TrainingJob> {
  readonly #server: ServerProcess;
  #isCanceled = false;

  /** The job's result. Rejects with its error, `Canceled` after `cancel`, or `EngineStopped` if the process dies. */
  readonly result: Promise<TrainingResults[J['kind']]>;

  constructor(job: J, options: TrainingProcessOptions) {
    this.#server = new ServerProcess(options);
    this.result = this.#server.during(this.#answered(options.onProgress));
    this.#send({ kind: 'start', job });
  }

  get pid(): number | undefined {
    return this.#server.child.pid;
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
    this.#isCanceled = true;
    this.#server.child.kill('SIGKILL');
  }

  #send(request: TrainingRequest): void {
    const { child } = this.#server;
    if (child.connected) child.send(request, () => undefined);
  }

  #answered(onProgress: TrainingProcessOptions['onProgress']): Promise<TrainingResults[J['kind']]> {
    const { child, ended } = this.#server;
    return new Promise((resolve, reject) => {
      child.on('message', (message: TrainingMessage) => {
        if (message.kind === 'progress') return onProgress(message.progress);
        if (message.kind === 'done') resolve(message.result as TrainingResults[J['kind']]);
        else reject(userErrorOf(message.name, message.message) ?? new Error(message.message));
        child.disconnect();
      });
      void ended.then((reason) =>
        reject(
          this.#isCanceled
            ? new Canceled()
            : new EngineStopped(
                plain`The training process ended: ${reason}. Start it again to continue from the last save.`,
              ),
        ),
      );
    });
  }
}
