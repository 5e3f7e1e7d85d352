import { plain, type PlainText } from '../base/plainText';
import { beginStep } from '../base/workSteps';
import { Canceled } from '../protocol/errors';

/** Where and how long a job waits. */
export interface QueueOptions {
  /** Takes the job out of the queue; once it runs, the job itself decides what an abort means. */
  readonly signal: AbortSignal;
  /** Jobs of one lane replace each other: adding one cancels those of the same lane that still wait. */
  readonly lane?: string;
}

interface WaitingJob {
  readonly lane: string | undefined;
  readonly run: () => Promise<void>;
  readonly cancel: (why?: PlainText) => void;
}

/**
 * Runs one job at a time, in order of arrival. A forward pass blocks the thread, so cancels and newer requests pile up
 * unread while a job runs: before each job the queue awaits `settled`, which must read them all. A job canceled by then
 * never runs.
 */
export class RequestQueue {
  #waiting: WaitingJob[] = [];
  #draining = false;

  constructor(private readonly settled: () => Promise<void>) {}

  /** Resolves or rejects as the job does; rejects with `Canceled` when the job is canceled while it waits. */
  add<R>(job: () => Promise<R>, { signal, lane }: QueueOptions): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (signal.aborted) return reject(new Canceled());
      const cancel = (why?: PlainText) => reject(new Canceled(why));
      const waiting: WaitingJob = { lane, cancel, run: () => Promise.resolve().then(job).then(resolve, reject) };
      if (lane !== undefined) this.#cancelLane(lane);
      this.#waiting.push(waiting);
      signal.addEventListener('abort', () => this.#take(waiting) && cancel(), { once: true });
      void this.#drain();
    });
  }

  #cancelLane(lane: string): void {
    for (const waiting of this.#waiting.filter((other) => other.lane === lane)) {
      this.#take(waiting);
      waiting.cancel(plain`A newer request took this one's place (lane “${lane}”).`);
    }
  }

  #take(job: WaitingJob): boolean {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    for (;;) {
      await this.settled();
      const next = this.#waiting.shift();
      if (next === undefined) break;
      beginStep();
      await next.run();
    }
    this.#draining = false;
  }
}
