import * as vscode from 'vscode';
import { Canceled } from '../../protocol/errors';
import type { RunState } from '../../results/runMessage';

/** How work is held and ended. */
export interface RunControl {
  readonly signal: AbortSignal;
  /** To be awaited before each step: resolves when the run is not paused. @throws when it was canceled */
  readonly beforeNext: () => Promise<void>;
}

/** Work that takes a while, one at a time. It can be paused and canceled. */
export class Run<R> implements vscode.Disposable {
  #state: RunState = 'idle';
  #controller: AbortController | undefined;
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;
  #current: R | undefined;
  #canceled = false;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  get state(): RunState {
    return this.#state;
  }

  /** Whether the last run was canceled. */
  get canceled(): boolean {
    return this.#canceled;
  }

  /** What is asked for by the run that is going on or came last. */
  get current(): R | undefined {
    return this.#current;
  }

  /** Cancels an earlier run. Resolves when the work is done or canceled; rejects when it fails. */
  protected async perform(request: R, work: (control: RunControl) => Promise<void>): Promise<void> {
    this.cancel();
    const controller = (this.#controller = new AbortController());
    const { signal } = controller;
    this.#current = request;
    this.#canceled = false;
    this.#set('running');
    try {
      await work({
        signal,
        beforeNext: async () => {
          await this.#paused;
          signal.throwIfAborted();
        },
      });
    } catch (error) {
      if (!signal.aborted && !(error instanceof Canceled)) throw error;
    } finally {
      if (this.#controller === controller) this.#end(signal.aborted);
    }
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#set('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#release();
    this.#set('running');
  }

  /** Ends the run; results so far stay. */
  cancel(): void {
    if (this.#state === 'idle') return;
    this.#controller?.abort();
    this.#controller = undefined;
    this.#end(true);
  }

  /** Ends the run and forgets what it was asked for. */
  clear(): void {
    this.cancel();
    this.#current = undefined;
    this.changed();
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  /** Something to show has changed. */
  protected changed(): void {
    this.#changed.fire();
  }

  #end(canceled: boolean): void {
    this.#release();
    this.#canceled = canceled;
    this.#set('idle');
  }

  #release(): void {
    this.#resume?.();
    this.#resume = this.#paused = undefined;
  }

  #set(state: RunState): void {
    this.#state = state;
    this.changed();
  }
}
