import os from 'node:os';
import { Emitter } from 'vscode-jsonrpc/node';
import { plain, type PlainText } from '../base/plainText';
import type {
  CallOptions,
  EngineApi,
  EngineMethod,
  EngineOptions,
  EngineProgress,
  EngineRequests,
  EngineStatus,
} from '../protocol/engineApi';
import { EngineStopped } from '../protocol/errors';
import { engineMethods } from '../protocol/rpc';
import { EngineProcess } from './engineProcess';
import { traceLine } from './traceLine';

/** `stopped`: starts on the next call. `failed`: crashed twice in short time, starts only by `restart`. */
export type EngineState = 'stopped' | 'starting' | 'ready' | 'failed';

export interface EngineClientOptions {
  /** The bundled server program, `dist/engineServer.js`. */
  readonly serverPath: string;
  /** Asked at every start, so that changed settings count from the next start on. */
  readonly engineOptions: () => EngineOptions;
  /** Scheduling priority of the process as in `os.setPriority`; below normal when absent. */
  readonly priority?: number;
  /** Seconds without a sign of life after which the process is ended; 30 when absent. */
  readonly patience?: number;
  /** Receives the process's error output, a line at a time. */
  readonly log?: (line: string) => void;
  /** Receives a line about every request when it ends: figures, and nothing of its texts. */
  readonly trace?: (line: PlainText) => void;
}

const crashWindowMilliseconds = 60_000;

/** The engine's process seen from outside: starts it on the first call, once more after a crash, and says how it is. */
export class EngineClient {
  /** The engine; a call starts its process if needed. Rejects with `EngineStopped` when it ends or cannot start. */
  readonly api: EngineApi;

  #process: EngineProcess | undefined;
  #state: EngineState = 'stopped';
  #status: EngineStatus | undefined;
  #progress: EngineProgress | undefined;
  #failure: PlainText | undefined;
  #lastCrash = -Infinity;
  #disposed = false;
  readonly #stateChanged = new Emitter<EngineState>();
  readonly #statusChanged = new Emitter<EngineStatus>();
  readonly #progressChanged = new Emitter<EngineProgress | undefined>();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidChangeStatus = this.#statusChanged.event;
  readonly onDidChangeProgress = this.#progressChanged.event;

  constructor(private readonly options: EngineClientOptions) {
    const methods = engineMethods.map((method) => [method, this.#caller(method)] as const);
    this.api = Object.fromEntries(methods) as unknown as EngineApi;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** What the engine last said of itself; kept after it stops. */
  get status(): EngineStatus | undefined {
    return this.#status;
  }

  /** Whether the process ended by itself since it was last started or stopped. */
  get hasCrashed(): boolean {
    return this.#state === 'stopped' && this.#lastCrash > -Infinity;
  }

  /** Why the state is `failed`, in words for the user. */
  get failure(): PlainText | undefined {
    return this.#failure;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What a long request is doing now, e.g. compiling a model. */
  get progress(): EngineProgress | undefined {
    return this.#progress;
  }

  /** Ends the process and forgets crashes. Pending calls reject with `EngineStopped`; the next one starts another. */
  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    this.#lastCrash = -Infinity;
    this.#failure = undefined;
    this.#setState('stopped');
    await running?.stop();
  }

  /** Ends the process and starts a new one; resolves when it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  /** Ends the process for good; later calls reject with `EngineStopped`. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.stop();
    this.#stateChanged.dispose();
    this.#statusChanged.dispose();
    this.#progressChanged.dispose();
  }

  #setProgress(progress: EngineProgress | undefined): void {
    if (progress === this.#progress) return;
    this.#progress = progress;
    this.#progressChanged.fire(progress);
  }

  #caller<M extends EngineMethod>(method: M) {
    return async (parameters: EngineRequests[M][0], options?: CallOptions): Promise<EngineRequests[M][1]> => {
      const running = await this.#start();
      const onProgress = (progress: EngineProgress) => {
        this.#setProgress(isOver(progress) ? undefined : progress);
        options?.onProgress?.(progress);
      };
      try {
        return await running.call(method, parameters, { ...options, onProgress });
      } finally {
        this.#setProgress(undefined);
      }
    };
  }

  async #start(): Promise<EngineProcess> {
    if (this.#disposed) throw new EngineStopped(plain`The engine was shut down. Reload the window to use it again.`);
    if (this.#state === 'failed') throw new EngineStopped(this.#failure ?? plain`The engine failed. Restart it.`);
    const running = (this.#process ??= this.#fork());
    try {
      await running.ready;
    } catch (error) {
      if (!(error instanceof EngineStopped)) await this.#refused(running);
      throw error;
    }
    return running;
  }

  #fork(): EngineProcess {
    this.#setState('starting');
    const {
      serverPath,
      engineOptions,
      priority = os.constants.priority.PRIORITY_BELOW_NORMAL,
      log,
      trace,
    } = this.options;
    const started: EngineProcess = new EngineProcess({
      serverPath,
      engineOptions: engineOptions(),
      priority,
      patience: this.options.patience,
      onStatus: (status) => this.#setStatus(status),
      onTrace: (request) => trace?.(traceLine(request)),
      onExit: (reason) => this.#exited(started, reason),
      onStderr: (line) => log?.(line),
    });
    started.ready.then(
      () => this.#process === started && this.#setState('ready'),
      () => undefined,
    );
    return started;
  }

  /** The server refused its options. That is not a crash, so the process is simply ended. */
  async #refused(refused: EngineProcess): Promise<void> {
    if (this.#process !== refused) return;
    this.#process = undefined;
    this.#setState('stopped');
    await refused.stop();
  }

  #exited(ended: EngineProcess, reason: string): void {
    if (this.#process !== ended) return;
    this.#process = undefined;
    const now = Date.now();
    const again = now - this.#lastCrash < crashWindowMilliseconds;
    this.#lastCrash = now;
    if (again)
      this.#failure = plain`The engine's process ended twice within a minute (${reason}). Restart the engine; if it ends again, choose another model or provider.`;
    this.#setState(again ? 'failed' : 'stopped');
  }

  #setState(state: EngineState): void {
    if (state !== 'ready') this.#setProgress(undefined);
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}

/** Work that continues after its request was canceled, such as compiling, reports its end only here. */
function isOver({ done, total }: EngineProgress): boolean {
  return total > 0 && done >= total;
}
