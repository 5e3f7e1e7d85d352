import { Cancelled } from '../protocol/errors';

/** Work that several callers wait for. It is cancelled when the last of them has cancelled. */
export class SharedTask<T, P> {
  readonly done: Promise<T>;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(progress: P) => void>();
  #waiting = 0;

  constructor(work: (signal: AbortSignal, report: (progress: P) => void) => Promise<T>) {
    const report = (progress: P) => this.#listeners.forEach((listener) => listener(progress));
    this.done = work(this.#controller.signal, report);
  }

  /** Whether everybody has cancelled: nobody can join any more. */
  get isCancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The work's result. The last caller to cancel hears of it when the work has stopped, all others at once. @throws Cancelled, and what the work throws */
  async join(signal?: AbortSignal, onProgress?: (progress: P) => void): Promise<T> {
    if (onProgress !== undefined) this.#listeners.add(onProgress);
    this.#waiting++;
    let leave: (error: Cancelled) => void = () => undefined;
    const left = new Promise<never>((_, reject) => (leave = reject));
    const cancel = () => {
      if (--this.#waiting === 0) this.#controller.abort();
      else leave(new Cancelled());
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([this.done, left]);
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
    }
  }
}
