import type * as vscode from 'vscode';
import type { EngineClient } from '../../../client/engineClient';
import type { EngineApi } from '../../../protocol/engineApi';

/** An engine of its own for reading and measuring models: the one that the writer waits for stays free. It ends when nothing is left to do. */
export class BackgroundEngine implements vscode.Disposable {
  #running = 0;

  constructor(private readonly client: EngineClient) {}

  async run<T>(work: (engine: EngineApi) => Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await work(this.client.api);
    } finally {
      if (--this.#running === 0) await this.client.stop();
    }
  }

  dispose(): void {
    void this.client.dispose();
  }
}
