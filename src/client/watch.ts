import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { createInterface } from 'node:readline';
import { vitalSignsDescriptor, type VitalSigns } from '../protocol/rpc';

const askMilliseconds = 1000;

/** Seconds without a sign of life after which a process is given up. */
const defaultPatience = 30;

/**
 * Watches a process while something is asked of it, so that nobody waits forever: each second it is asked for a sign of
 * life, which it gives however busy it is (server/guardThread). It is given up when it stays silent, as a stopped one
 * does, or when a step of its work takes longer than that work may. Both are counted so that a busy or sleeping machine
 * isn't held against the process: silence in questions asked, a step's time in seconds in which the process had a
 * processor, and a tenth of those in which it had none.
 */
export class Watch {
  readonly #pipe: Duplex;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #last: VitalSigns | undefined;
  #stepSeconds = 0;

  constructor(
    private readonly child: ChildProcess,
    /** Called with the reason in words before the process is ended. */
    private readonly onGivenUp: (reason: string) => void,
    private readonly patience = defaultPatience,
  ) {
    this.#pipe = child.stdio[vitalSignsDescriptor] as Duplex;
    const lines = createInterface({ input: this.#pipe });
    lines.on('line', (line) => this.#hear(JSON.parse(line) as VitalSigns));
    // The process's end explains why the pipe broke.
    for (const end of [this.#pipe, lines]) end.on('error', () => undefined);
  }

  /** Watches until the answer is there. */
  async during<T>(answer: Promise<T>): Promise<T> {
    if (++this.#asked === 1) this.#begin();
    try {
      return await answer;
    } finally {
      if (--this.#asked === 0) clearInterval(this.#timer);
    }
  }

  #begin(): void {
    this.#unanswered = 0;
    this.#last = undefined;
    this.#timer = setInterval(() => this.#ask(), askMilliseconds);
  }

  #ask(): void {
    if (this.#unanswered >= this.patience) return this.#end(`it did not respond for ${this.patience} seconds`);
    this.#unanswered++;
    this.#pipe.write('?');
  }

  #hear(signs: VitalSigns): void {
    this.#unanswered = 0;
    const { steps, processorSeconds } = this.#last ?? {};
    this.#last = signs;
    if (steps !== signs.steps || processorSeconds === undefined) this.#stepSeconds = 0;
    else this.#stepSeconds += Math.min(1, Math.max(0.1, signs.processorSeconds - processorSeconds));
    if (this.#asked > 0 && this.#stepSeconds > signs.stepSeconds) {
      this.#end(`it was busy with one step for more than ${signs.stepSeconds} seconds`);
    }
  }

  #end(reason: string): void {
    clearInterval(this.#timer);
    this.onGivenUp(`${reason}, so it was stopped`);
    this.child.kill('SIGKILL');
  }
}
