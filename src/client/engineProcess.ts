import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  ResponseError,
  type MessageConnection,
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
import { Canceled, EngineStopped, userErrorOf } from '../protocol/errors';
import {
  initializeMethod,
  statusNotification,
  traceNotification,
  type EngineCall,
  type RequestTrace,
  type RpcErrorData,
} from '../protocol/rpc';
import { ServerProcess, type ServerProcessOptions } from './serverProcess';

const progressType = new ProgressType<EngineProgress>();
const killMilliseconds = 2000;
/** Codes that this end of the connection gives to requests that the other end will not answer. */
const lostConnectionCodes = new Set<number>([ErrorCodes.PendingResponseRejected, ErrorCodes.MessageWriteError]);

export interface EngineProcessOptions extends ServerProcessOptions {
  readonly engineOptions: EngineOptions;
  readonly onStatus: (status: EngineStatus) => void;
  readonly onTrace: (trace: RequestTrace) => void;
  /** Called once, when the process has ended, with the reason in words. */
  readonly onExit: (reason: string) => void;
}

/** One forked engine process and the connection to it. Knows nothing of restarts. */
export class EngineProcess {
  readonly #server: ServerProcess;
  readonly #connection: MessageConnection;
  #progressTokens = 0;

  /** Resolves when the server has accepted its options; rejects with its error, or `EngineStopped`. */
  readonly ready: Promise<void>;

  constructor(options: EngineProcessOptions) {
    this.#server = new ServerProcess(options);
    const { child, ended } = this.#server;
    this.#connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.#connection.onNotification(statusNotification, options.onStatus);
    this.#connection.onNotification(traceNotification, options.onTrace);
    this.#connection.listen();
    void ended.then((reason) => {
      this.#connection.dispose();
      options.onExit(reason);
    });
    this.ready = this.#request<void>(initializeMethod, options.engineOptions, undefined);
  }

  get pid(): number | undefined {
    return this.#server.child.pid;
  }

  /** Sends one call. Rejects with the engine's error, `Canceled` as soon as the signal aborts, or `EngineStopped`. */
  call<M extends EngineMethod>(
    method: M,
    parameters: EngineRequests[M][0],
    { signal, lane, onProgress }: CallOptions = {},
  ): Promise<EngineRequests[M][1]> {
    if (signal?.aborted) return Promise.reject(new Canceled());
    const progressToken = onProgress === undefined ? undefined : ++this.#progressTokens;
    const progress = onProgress && this.#connection.onProgress(progressType, this.#progressTokens, onProgress);
    const cancellation = new CancellationTokenSource();
    return new Promise<EngineRequests[M][1]>((resolve, reject) => {
      const abort = () => {
        cancellation.cancel();
        reject(new Canceled());
      };
      signal?.addEventListener('abort', abort, { once: true });
      const call: EngineCall<M> = { parameters, lane, progressToken };
      this.#request<EngineRequests[M][1]>(method, call, cancellation)
        .then(resolve, reject)
        .finally(() => {
          signal?.removeEventListener('abort', abort);
          progress?.dispose();
        });
    });
  }

  /** Ends the process, even in mid-run; pending calls reject with `EngineStopped`. Resolves when it has ended. */
  async stop(): Promise<void> {
    const { child, ended } = this.#server;
    this.#server.exitReason ??= 'it was asked to stop';
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), killMilliseconds);
    await ended;
    clearTimeout(timer);
  }

  async #request<R>(method: string, parameters: object, cancellation?: CancellationTokenSource): Promise<R> {
    try {
      return await this.#server.during(this.#connection.sendRequest<R>(method, parameters, cancellation?.token));
    } catch (error) {
      const answered = error instanceof ResponseError && !lostConnectionCodes.has(error.code);
      if (!answered) throw this.#stopped(method);
      const data = error.data as RpcErrorData | undefined;
      throw userErrorOf(data?.name ?? '', error.message) ?? new Error(error.message);
    }
  }

  #stopped(method: string): EngineStopped {
    const reason = this.#server.exitReason ?? 'its channel closed';
    return new EngineStopped(
      plain`The engine's process ended before “${method}” was answered: ${reason}. Try again: the engine restarts by itself.`,
    );
  }
}
