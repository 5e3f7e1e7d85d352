import path from 'node:path';
import { plain } from '../base/plainText';
import { Cancelled, DownloadError, TokenizerError } from '../protocol/errors';
import { requireDiskSpace, sizeOf } from './diskSpace';
import { downloadFile } from './downloadFile';
import { DownloadJournal } from './downloadJournal';
import { takeFromCache } from './hubCache';
import { readJsonObject } from './jsonFile';
import { formatModelId, folderName, requireModelId, type ModelId } from './modelId';
import type { LockedFile } from './modelLock';
import type { InstalledModel, ModelStore } from './modelStore';
import { isWeights, neededFiles } from './neededFiles';
import type { Network } from './network';
import { readCommit, readSnapshot, type RemoteFile, type Snapshot } from './repository';
import { SharedTask } from './sharedTask';
import { ProgressMeter, type TransferOptions, type TransferProgress } from './transferProgress';

/** Options of a download. */
export interface DownloadOptions extends TransferOptions {
  /** A branch, a tag or a commit; `main` when absent. */
  readonly revision?: string;
}

/** The installed commit beside the one that the Hub has now. */
export interface UpstreamState {
  readonly installed: string;
  readonly upstream: string;
  readonly isNewer: boolean;
}

/** Brings models from the Hub into a store. Nothing is asked of the network but by a call of these methods. */
export class ModelDownloads {
  readonly #running = new Map<string, SharedTask<InstalledModel, TransferProgress>>();

  constructor(
    private readonly store: ModelStore,
    private readonly network: Network,
    /** Hugging Face's own cache, read before the network is (`hubCacheFolder`). */
    private readonly cache?: string,
  ) {}

  /**
   * Downloads a model, or goes on with it; a model that is there at that commit is left as it is. However many ask for the same model, it is
   * downloaded once, and cancelled when the last one who asked cancels.
   * @param text `owner/name` or `owner/name@generator`
   * @throws DownloadError, CheckpointError, Cancelled
   */
  async download(text: string, { revision, signal, onProgress }: DownloadOptions = {}): Promise<InstalledModel> {
    const id = requireModelId(text);
    const key = `${folderName(id)}@${revision ?? ''}`;
    let task = this.#running.get(key);
    while (task?.isCancelled === true) {
      await task.done.catch(() => undefined);
      task = this.#running.get(key);
    }
    if (task === undefined) {
      task = new SharedTask((shared, report) =>
        this.store.claimed(text, () => this.#download(id, revision, shared, report)),
      );
      this.#running.set(key, task);
      const forget = () => this.#running.delete(key);
      task.done.then(forget, forget);
    }
    return task.join(signal, onProgress);
  }

  /** Asks the Hub whether a model has changed since it was downloaded. @throws DownloadError when it did not come from the Hub, Cancelled */
  async upstream(text: string, signal?: AbortSignal): Promise<UpstreamState> {
    const { lock } = await this.store.require(text);
    if (lock.commit === undefined) {
      throw new DownloadError(
        plain`${text} was imported from a folder that does not say where it is from, so nothing can be compared.`,
      );
    }
    const { commit } = await readCommit(this.network, lock.repository, undefined, signal);
    return { installed: lock.commit, upstream: commit, isNewer: commit !== lock.commit };
  }

  async #download(
    id: ModelId,
    revision: string | undefined,
    signal: AbortSignal,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<InstalledModel> {
    const meter = new ProgressMeter(onProgress);
    meter.enter('listing');
    const snapshot = await readSnapshot(this.network, id.repository, revision, signal);
    const name = formatModelId(id);
    const installed = await this.store.find(name);
    if (installed?.intact === true && installed.lock.commit === snapshot.commit) return installed;
    const files = wanted(snapshot, id);
    const folder = await this.store.staging(id, 'hub');
    const total = files.reduce((sum, { size }) => sum + size, 0);
    await requireDiskSpace(folder, total - (await sizeOf(folder)));
    meter.enter('transferring', total);
    const journal = await DownloadJournal.open(folder);
    await journal.begin({ revision, total });
    const locked = await this.#transfer(snapshot, files, folder, journal, meter, signal).catch(
      async (error: unknown) => {
        // No download can go on from files that were refused.
        if (error instanceof TokenizerError) await this.store.discardStaging(folder);
        throw error;
      },
    );
    meter.enter('reading');
    if (signal.aborted) throw new Cancelled();
    const { repository, commit, licence } = snapshot;
    const date = new Date().toISOString();
    return this.store.admit(folder, { id: name, repository, commit, source: 'hub', date, licence, files: locked });
  }

  async #transfer(
    snapshot: Snapshot,
    files: readonly RemoteFile[],
    folder: string,
    journal: DownloadJournal,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<LockedFile[]> {
    const locked: LockedFile[] = [];
    const firstWeights = files.find(({ path: name }) => isWeights(name));
    for (const file of files) {
      if (file === firstWeights) await this.store.checkTokenizer(folder, snapshot.repository);
      meter.begin(file.path);
      let position = 0;
      const onBytes = (bytes: number) => meter.at((position += bytes));
      const cached =
        this.cache === undefined ? undefined : await takeFromCache(this.cache, snapshot, file, folder, onBytes, signal);
      const { network } = this;
      const sha256 = cached ?? (await downloadFile({ network, snapshot, file, folder, journal, meter, signal }));
      locked.push({ path: file.path, size: file.size, sha256 });
      meter.end(file.size);
      // The first file is the configuration: what it refuses need not be downloaded.
      if (locked.length === 1) await refuseOtherModels(path.join(folder, file.path), snapshot.repository);
    }
    return locked;
  }
}

function wanted({ files, repository }: Snapshot, { variant }: ModelId): RemoteFile[] {
  const byName = new Map(files.map((file) => [file.path, file]));
  return neededFiles([...byName.keys()], variant, repository).flatMap((name) => byName.get(name) ?? []);
}

async function refuseOtherModels(config: string, repository: string): Promise<void> {
  const type = (await readJsonObject(config))?.['model_type'];
  if (typeof type !== 'string' || type === 'deberta' || type === 'deberta-v2') return;
  throw new DownloadError(
    plain`${repository} is a model of the type "${type.slice(0, 50)}", not a DeBERTa. Choose one of the type deberta or deberta-v2, e.g. microsoft/deberta-base.`,
  );
}
