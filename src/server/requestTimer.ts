import path from 'node:path';
import type { EngineMethod, RequestWork } from '../protocol/engineApi';
import type { EngineCall, RequestTrace } from '../protocol/rpc';

/** Times a request from its arrival on, and has what the engine counts for it. */
export class RequestTimer {
  readonly work: RequestWork = { runs: 0, tokens: 0, opened: 0, compiled: 0 };
  readonly #arrived = performance.now();
  #begun: number | undefined;

  constructor(
    private readonly method: EngineMethod,
    private readonly parameters: EngineCall['parameters'],
  ) {}

  begin(): void {
    this.#begun = performance.now();
  }

  end(failure?: string): RequestTrace {
    const { method, parameters, work } = this;
    const ended = performance.now();
    const begun = this.#begun ?? ended;
    const model = path.basename('model' in parameters ? parameters.model : parameters.folder);
    const times = { queuedMilliseconds: begun - this.#arrived, runMilliseconds: ended - begun };
    return { method, model, failure, ...times, ...work };
  }
}
