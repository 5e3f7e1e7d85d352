import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { abortSignalOf, wholePoll } from '../base/cancellation';
import type {
  CallOptions,
  EngineApi,
  EngineMethod,
  EngineOptions,
  EngineProgress,
  EngineRequests,
  EngineStatus,
} from '../protocol/engineApi';
import { messageOf, userErrorName } from '../protocol/errors';
import {
  engineMethods,
  initializeMethod,
  statusNotification,
  traceNotification,
  type EngineCall,
  type RpcErrorData,
} from '../protocol/rpc';
import { logError, logLine } from './guard';
import { RequestQueue } from './requestQueue';
import { RequestTimer } from './requestTimer';

/** The engine as its server sees it: the API, and what the status item shows after a request. */
export type ServedEngine = EngineApi & { status(): EngineStatus | undefined };

const progressType = new ProgressType<EngineProgress>();

/** Answers the parent's requests over the channel of `fork`, one at a time. `initialize` creates the engine. */
export function serveEngine(createEngine: (options: EngineOptions) => ServedEngine): void {
  const { connection, settled } = connectToParent();
  const queue = new RequestQueue(settled);
  const notify = (name: string, value: object) => void connection.sendNotification(name, value).catch(logError);
  let engine: ServedEngine | undefined;

  connection.onRequest(initializeMethod, (options: EngineOptions) => {
    try {
      engine = createEngine(options);
      return null;
    } catch (error) {
      return responseErrorOf(error);
    }
  });
  for (const method of engineMethods) {
    connection.onRequest(method, async (call: EngineCall, token: CancellationToken) => {
      const signal = abortSignalOf(token);
      const timer = new RequestTimer(method, call.parameters);
      const job = async () => {
        timer.begin();
        if (engine === undefined) throw new Error('The server got a request before it was initialized.');
        try {
          return await callEngine(engine, method, call, {
            ...optionsOf(call, signal, connection),
            work: timer.work,
          });
        } finally {
          const status = engine.status();
          if (status !== undefined) notify(statusNotification, status);
        }
      };
      try {
        const result = await queue.add(job, { signal, lane: call.lane });
        notify(traceNotification, timer.end());
        return result;
      } catch (error) {
        notify(traceNotification, timer.end(userErrorName(error) ?? 'Error'));
        return responseErrorOf(error);
      }
    });
  }
  connection.listen();
}

/** The connection, and a promise maker that resolves when every message that has reached this process is dispatched. */
function connectToParent(): { connection: MessageConnection; settled: () => Promise<void> } {
  let dispatched = 0;
  const messageStrategy = {
    handleMessage<M>(message: M, next: (message: M) => void) {
      dispatched++;
      next(message);
    },
  };
  const logger = { error: logLine, warn: logLine, info: logLine, log: logLine };
  const reader = new IPCMessageReader(process);
  const connection = createMessageConnection(reader, new IPCMessageWriter(process), logger, { messageStrategy });
  const settled = async () => {
    let before;
    do {
      before = dispatched;
      // One message is dispatched a turn.
      await wholePoll();
    } while (dispatched !== before);
  };
  return { connection, settled };
}

function callEngine<M extends EngineMethod>(
  engine: EngineApi,
  method: M,
  call: EngineCall,
  options: CallOptions,
): Promise<EngineRequests[M][1]> {
  return engine[method](call.parameters, options);
}

function optionsOf(call: EngineCall, signal: AbortSignal, connection: MessageConnection): CallOptions {
  const { progressToken } = call;
  if (progressToken === undefined) return { signal };
  return {
    signal,
    onProgress: (value) => void connection.sendProgress(progressType, progressToken, value).catch(logError),
  };
}

function responseErrorOf(error: unknown): ResponseError<RpcErrorData> {
  const name = userErrorName(error);
  if (name === undefined) logError(error);
  return new ResponseError(1, messageOf(error), { name: name ?? 'Error' });
}
