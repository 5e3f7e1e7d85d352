import * as vscode from 'vscode';
import { exportModel } from '../../../hub/exportModel';
import { importModel } from '../../../hub/importModel';
import type { DownloadOptions } from '../../../hub/modelDownloads';
import { readLock, type ModelLock } from '../../../hub/modelLock';
import type { InstalledModel, ModelStore, UnfinishedModel } from '../../../hub/modelStore';
import { measurePrecisions } from '../../../hub/precisionGate';
import { progressText } from '../../../hub/progressText';
import type { TransferOptions } from '../../../hub/transferProgress';
import { verifyModel, type FileFault } from '../../../hub/verifyModel';
import type { EngineProgress } from '../../../protocol/engineApi';
import type { BackgroundEngine } from './backgroundEngine';
import type { HubConnection } from './hubConnection';
import type { ModelActivity } from './installedRows';

/** Options of a measurement. */
export interface MeasureOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly again?: boolean;
}

/** At most so often is the view told of progress. */
const reportMilliseconds = 250;

/** The models on this machine as the view shows them: the store's last known state, and what is going on with each now. */
export class ModelLibrary implements vscode.Disposable {
  #installed: readonly InstalledModel[] = [];
  #unfinished: readonly UnfinishedModel[] = [];
  #bundled: ModelLock | undefined;
  readonly #activities = new Map<string, ModelActivity & { readonly cancel: () => void }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #told = -Infinity;

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

  /** As `ModelDownloads.download`. */
  download(id: string, options: DownloadOptions): Promise<InstalledModel> {
    return this.#transfer(id, 'download', options, (one) =>
      this.hub.downloads.download(id, { ...one, revision: options.revision }),
    );
  }

  /** As `importModel`, under the id given. */
  import(file: string, id: string, options: TransferOptions): Promise<InstalledModel> {
    return this.#transfer(id, 'import', options, (one) => importModel(this.store, file, { ...one, id }));
  }

  /** As `exportModel`. */
  export(id: string, out: string, options: TransferOptions): Promise<void> {
    return this.#transfer(id, 'export', options, (one) => exportModel(this.store, id, out, one));
  }

  /** As `verifyModel`. */
  verify(id: string, options: TransferOptions): Promise<readonly FileFault[]> {
    return this.#transfer(id, 'check', options, (one) => verifyModel(this.store, id, one));
  }

  /** As `measurePrecisions`, in the background. */
  measure(id: string, { signal, onProgress, again }: MeasureOptions): Promise<InstalledModel> {
    return this.#act(id, 'measure', signal, (one, tell) =>
      this.background.run((engine) =>
        measurePrecisions(this.store, engine, id, {
          signal: one,
          again,
          onProgress: (progress) => {
            const { done, total } = progress;
            tell(total > 0 ? `${Math.floor((100 * done) / total)} %` : '');
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
    return this.#act(id, kind, signal, (one, tell) =>
      work({
        signal: one,
        onProgress: (progress) => {
          tell(progressText(progress));
          onProgress?.(progress);
        },
      }),
    );
  }

  /** Shows an activity while it goes on, and lets the view cancel it. */
  async #act<T>(
    id: string,
    kind: ModelActivity['kind'],
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, tell: (text: string) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const cancel = () => controller.abort();
    const either = AbortSignal.any([controller.signal, ...(signal === undefined ? [] : [signal])]);
    const tell = (text: string) => {
      this.#activities.set(id, { id, kind, text, cancel });
      const now = performance.now();
      if (now - this.#told < reportMilliseconds) return;
      this.#told = now;
      this.#changed.fire();
    };
    this.#told = -Infinity;
    tell('');
    try {
      return await work(either, tell);
    } finally {
      this.#activities.delete(id);
      await this.refresh();
    }
  }
}
