import * as vscode from 'vscode';
import { exportModel } from '../../../hub/store/exportModel';
import { importModel } from '../../../hub/store/importModel';
import type { DownloadOptions } from '../../../hub/download/modelDownloads';
import { readLock, type ModelLock } from '../../../hub/store/modelLock';
import type { InstalledModel, ModelStore, UnfinishedModel } from '../../../hub/store/modelStore';
import { measurePrecisions } from '../../../hub/precisionGate';
import { progressText, type TransferOptions } from '../../../hub/store/transferProgress';
import { verifyModel, type FileFault } from '../../../hub/store/verifyModel';
import type { EngineProgress, EngineApi } from '../../../protocol/engineApi';
import type { HubConnection } from './hubConnection';
import type { ModelActivity } from './installedRows';
import type { EngineClient } from '../../../client/engineClient';

export interface MeasureOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly again?: boolean;
}

/** How often the view is told of progress, at most. */
const reportMilliseconds = 250;

/** The models on this machine as the view shows them: the store's last known state, and current activities. */
export class ModelLibrary implements vscode.Disposable {
  #installed: readonly InstalledModel[] = [];
  #unfinished: readonly UnfinishedModel[] = [];
  #bundled: ModelLock | undefined;
  readonly #activities = new Map<string, ModelActivity & { readonly cancel: () => void }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #lastReport = -Infinity;

  constructor(
    readonly store: ModelStore,
    private readonly hub: HubConnection,
    private readonly background: BackgroundEngine,
    private readonly bundledFolder: string,
  ) {}

  /** What is known of the model that comes with the extension. */
  get bundled(): ModelLock | undefined {
    return this.#bundled;
  }

  get installed(): readonly InstalledModel[] {
    return this.#installed;
  }

  get unfinished(): readonly UnfinishedModel[] {
    return this.#unfinished;
  }

  get activities(): readonly ModelActivity[] {
    return [...this.#activities.values()];
  }

  /** Looks at the disk: other windows and the command line change it too. */
  async refresh(): Promise<void> {
    [this.#installed, this.#unfinished, this.#bundled] = await Promise.all([
      this.store.list(),
      this.store.unfinished(),
      readLock(this.bundledFolder),
    ]);
    this.#changed.fire();
  }

  /** Cancels what is going on with a model. */
  cancel(id: string): void {
    this.#activities.get(id)?.cancel();
  }

  download(id: string, options: DownloadOptions): Promise<InstalledModel> {
    return this.#transfer(id, 'download', options, (one) =>
      this.hub.downloads.download(id, { ...one, revision: options.revision }),
    );
  }

  import(file: string, id: string, options: TransferOptions): Promise<InstalledModel> {
    return this.#transfer(id, 'import', options, (one) => importModel(this.store, file, { ...one, id }));
  }

  export(id: string, out: string, options: TransferOptions): Promise<void> {
    return this.#transfer(id, 'export', options, (one) => exportModel(this.store, id, out, one));
  }

  verify(id: string, options: TransferOptions): Promise<readonly FileFault[]> {
    return this.#transfer(id, 'check', options, (one) => verifyModel(this.store, id, one));
  }

  /** As `measurePrecisions`, in the background. */
  measure(id: string, { signal, onProgress, again }: MeasureOptions): Promise<InstalledModel> {
    return this.#act(id, 'measure', signal, (one, report) =>
      this.background.run((engine) =>
        measurePrecisions(this.store, engine, id, {
          signal: one,
          again,
          onProgress: (progress) => {
            const { done, total } = progress;
            report(total > 0 ? `${Math.floor((100 * done) / total)} %` : '');
            onProgress?.(progress);
          },
        }),
      ),
    );
  }

  async remove(id: string): Promise<void> {
    try {
      await this.store.remove(id);
    } finally {
      await this.refresh();
    }
  }

  dispose(): void {
    for (const { cancel } of this.#activities.values()) cancel();
    this.#changed.dispose();
  }

  #transfer<T>(
    id: string,
    kind: ModelActivity['kind'],
    { signal, onProgress }: TransferOptions,
    work: (options: TransferOptions) => Promise<T>,
  ): Promise<T> {
    return this.#act(id, kind, signal, (one, report) =>
      work({
        signal: one,
        onProgress: (progress) => {
          report(progressText(progress));
          onProgress?.(progress);
        },
      }),
    );
  }

  /** Shows an activity while it runs, and lets the view cancel it. */
  async #act<T>(
    id: string,
    kind: ModelActivity['kind'],
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, report: (text: string) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const cancel = () => controller.abort();
    const either = AbortSignal.any([controller.signal, ...(signal === undefined ? [] : [signal])]);
    const report = (text: string) => {
      this.#activities.set(id, { id, kind, text, cancel });
      const now = performance.now();
      if (now - this.#lastReport < reportMilliseconds) return;
      this.#lastReport = now;
      this.#changed.fire();
    };
    this.#lastReport = -Infinity;
    report('');
    try {
      return await work(either, report);
    } finally {
      this.#activities.delete(id);
      await this.refresh();
    }
  }
}

/** A separate engine to read and measure models; the writer's stays free. It ends when there is nothing to do. */
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
