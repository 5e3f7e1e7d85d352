import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { plain } from '../base/plainText';
import type {
  CallOptions,
  EngineMethod,
  EngineOptions,
  EngineProgress,
  EngineRequests,
  EngineStatus,
} from '../protocol/engineApi';
import { Cancelled, EngineStopped, userErrorOf } from '../protocol/errors';
import type { HostCall, HostErrorData } from '../protocol/hostMessages';
import { initializeMethod, statusNotification } from '../protocol/hostMessages';
import { forkHost } from './forkHost';
import { StderrTail } from './stderrTail';
import { Watch } from './watch';

const progressType = new ProgressType<EngineProgress>();
const killMilliseconds = 2000;
/** Codes that this end of the connection gives to requests that the other end will not answer. */
const lostConnectionCodes = new Set<number>([ErrorCodes.PendingResponseRejected, ErrorCodes.MessageWriteError]);

/** How one engine process is started, and who hears of it. */
export interface EngineProcessOptions {
  /** The bundled host program, `dist/host.js`. */
  readonly hostPath: string;
  readonly engineOptions: EngineOptions;
  /** Scheduling priority as in `os.setPriority`; 0 is normal. */
  readonly priority: number;
  /** Seconds without a sign of life after which it is ended; 30 when absent. */
  readonly patience?: number;
  readonly onStatus: (status: EngineStatus) => void;
  /** Called once, when the process has ended, with the reason in words. */
  readonly onExit: (reason: string) => void;
  readonly onStderr: (line: string) => void;
}

/** One forked engine process and the connection to it. Knows nothing of restarts. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #exited: Promise<void>;
  readonly #stderr: StderrTail;
  readonly #watch: Watch;
  #exitReason: string | undefined;
  #progressTokens = 0;

  /** Resolves when the host has accepted its options; rejects with its error, or `EngineStopped`. */
  readonly ready: Promise<void>;

  constructor(options: EngineProcessOptions) {
    this.#child = forkHost(options.hostPath);
    this.#watch = new Watch(this.#child, (reason) => (this.#exitReason ??= reason), options.patience);
    this.#stderr = new StderrTail(this.#child.stderr, options.onStderr);
    this.#lowerPriority(options.priority);
    this.#connection = createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child));
    this.#connection.onNotification(statusNotification, options.onStatus);
    this.#connection.listen();
    this.#exited = this.#whenExited(options.onExit);
    this.ready = this.#request<void>(initializeMethod, options.engineOptions, undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends one call. Rejects with the engine's error, `Cancelled` as soon as the signal aborts, or `EngineStopped`. */
  call<M extends EngineMethod>(
    method: M,
    parameters: EngineRequests[M][0],
    { signal, lane, onProgress }: CallOptions = {},
  ): Promise<EngineRequests[M][1]> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const progressToken = onProgress === undefined ? undefined : ++this.#progressTokens;
    const progress = onProgress && this.#connection.onProgress(progressType, this.#progressTokens, onProgress);
    const cancellation = new CancellationTokenSource();
    return new Promise<EngineRequests[M][1]>((resolve, reject) => {
      const abort = () => {
        cancellation.cancel();
        reject(new Cancelled());
      };
      signal?.addEventListener('abort', abort, { once: true });
      const hostCall: HostCall<M> = { parameters, lane, progressToken };
      this.#request<EngineRequests[M][1]>(method, hostCall, cancellation)
        .then(resolve, reject)
        .finally(() => {
          signal?.removeEventListener('abort', abort);
          progress?.dispose();
        });
    });
  }

  /** Ends the process, also in the middle of a run; pending calls reject with `EngineStopped`. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#exitReason ??= 'it was told to stop';
    this.#child.kill();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), killMilliseconds);
    await this.#exited;
    clearTimeout(timer);
  }

  async #request<R>(method: string, parameters: object, cancellation?: CancellationTokenSource): Promise<R> {
    try {
      return await this.#watch.during(this.#connection.sendRequest<R>(method, parameters, cancellation?.token));
    } catch (error) {
      const answered = error instanceof ResponseError && !lostConnectionCodes.has(error.code);
      if (!answered) throw this.#stopped(method);
      const data = error.data as HostErrorData | undefined;
      throw userErrorOf(data?.name ?? '', error.message) ?? new Error(error.message);
    }
  }

  #stopped(method: string): EngineStopped {
    const reason = this.#exitReason ?? 'its channel closed';
    return new EngineStopped(
      plain`The engine's process ended before “${method}” was answered: ${reason}. Ask again to start it anew.`,
    );
  }

  #whenExited(onExit: (reason: string) => void): Promise<void> {
    return new Promise((resolve) => {
      const end = (reason: string) => {
        this.#exitReason ??= reason;
        this.#connection.dispose();
        resolve();
        onExit(this.#exitReason);
      };
      // 'close' comes after the last line of stderr, 'exit' may come before it.
      this.#child.once('close', (code, signal) => end(this.#stderr.explain(signal ?? `exit code ${code}`)));
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) end(`it could not be started (${error.message})`);
      });
    });
  }

  /** What was started with a lower priority, such as a command under `nice`, keeps it. */
  #lowerPriority(priority: number): void {
    const { pid } = this.#child;
    try {
      if (pid !== undefined && os.getPriority(pid) < priority) os.setPriority(pid, priority);
    } catch {
      // Only a courtesy to other programs: some systems do not allow it.
    }
  }
}
