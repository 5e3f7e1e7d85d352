import path from 'node:path';
import { plain } from '../../base/plainText';
import { Canceled, DownloadError, TokenizerError } from '../../protocol/errors';
import { exampleGliner, glinerConfigName, publishedEncoder } from '../../protocol/gliner';
import { requireDiskSpace, sizeOf } from '../store/diskSpace';
import { downloadFile, type FileDownload } from './downloadFile';
import { DownloadJournal } from '../store/downloadJournal';
import { cachedSnapshot, takeFromCache } from './hubCache';
import { readJsonObject } from '../store/jsonFile';
import { readLicense } from '../store/license';
import { formatModelId, folderName, requireModelId, type ModelId } from '../store/modelId';
import type { LockedFile } from '../store/modelLock';
import type { InstalledModel, ModelStore } from '../store/modelStore';
import {
  isConfig,
  isLfsPointer,
  isPaper,
  isWeights,
  missingPart,
  neededFiles,
  neededTokenizer,
  tokenizerFiles,
} from '../store/neededFiles';
import type { Network } from './network';
import { AccessRefused, Refused } from './refusal';
import { readCommit, readSnapshot, type RemoteFile, type Snapshot } from './repository';
import { ProgressMeter, type TransferOptions, type TransferProgress } from '../store/transferProgress';

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

/** Downloads models from the Hub into a store. Only these methods use the network. */
export class ModelDownloads {
  readonly #running = new Map<string, SharedTask<InstalledModel, TransferProgress>>();

  constructor(
    private readonly store: ModelStore,
    private readonly network: Network,
    /** Hugging Face's own cache, read before the network is (`HubEnvironment`). */
    private readonly cache?: string,
  ) {}

  /**
   * Downloads a model, or resumes its download; a model that is there at that commit is left as it is. However many ask
   * for the same model, it is downloaded once, and canceled when the last one who asked cancels.
   * @param text `owner/name` or `owner/name@generator`
   * @throws DownloadError, CheckpointError, Canceled
   */
  async download(text: string, { revision, signal, onProgress }: DownloadOptions = {}): Promise<InstalledModel> {
    const id = requireModelId(text);
    const key = `${folderName(id)}@${revision ?? ''}`;
    let task = this.#running.get(key);
    while (task?.isCanceled === true) {
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

  /** Whether a model has changed on the Hub since. @throws DownloadError when it did not come from there, Canceled */
  async upstream(text: string, signal?: AbortSignal): Promise<UpstreamState> {
    const { lock } = await this.store.require(text);
    if (lock.commit === undefined) {
      throw new DownloadError(
        plain`${text} was imported from a folder that does not say where it came from, so there is nothing to compare it with.`,
      );
    }
    const { commit } = await readCommit(this.network.forOneAsk(), lock.repository, undefined, { signal });
    return { installed: lock.commit, upstream: commit, isNewer: commit !== lock.commit };
  }

  async #download(
    id: ModelId,
    revision: string | undefined,
    signal: AbortSignal,
    onProgress: (progress: TransferProgress) => void,
  ): Promise<InstalledModel> {
    const meter = new ProgressMeter(onProgress);
    const network = this.network.forOneAsk();
    meter.enter('listing');
    const list: Listing = (repository, asked, choose) =>
      network.isOffline && this.cache !== undefined
        ? cachedSnapshot(this.cache, repository, asked, choose)
        : readSnapshot(network, repository, asked, { signal, onPause: meter.pause });
    const needed = (names: readonly string[]) => neededFiles(names, id.variant, id.repository);
    const snapshot = await list(id.repository, revision, needed);
    const name = formatModelId(id);
    const installed = await this.store.find(name);
    if (installed?.intact === true && installed.lock.commit === snapshot.commit) return installed;
    const files = chosen(snapshot, needed);
    const folder = await this.store.staging(id, 'hub');
    const total = bytesOf(files);
    const journal = await DownloadJournal.open(folder);
    try {
      await requireDiskSpace(folder, total - (await sizeOf(folder)));
      meter.enter('transferring', total);
      await journal.begin({ revision, total });
      const locked = await this.#transferAll({ network, snapshot, folder, journal, meter, signal }, files, list);
      meter.enter('reading');
      if (signal.aborted) throw new Canceled();
      const { repository, commit } = snapshot;
      const license = snapshot.license ?? (await readLicense(folder));
      const facts = { id: name, repository, commit, source: 'hub', date: new Date().toISOString(), license } as const;
      return await this.store.admit(folder, { ...facts, files: locked });
    } catch (error) {
      // A token may have run out on the way; other refusals are for good, and nothing of theirs can be resumed.
      const isRefused = error instanceof Refused || error instanceof TokenizerError;
      const isFinal = isRefused && !(error instanceof AccessRefused);
      if (isFinal || !journal.hasBegun) await this.store.discardStaging(folder);
      throw error;
    }
  }

  /**
   * Also a tokenizer where there is none: a GLiNER has its encoder's, which its configuration, the first file, names.
   */
  async #transferAll(job: Transfer, files: readonly RemoteFile[], list: Listing): Promise<LockedFile[]> {
    if (tokenizerFiles(files.map(({ path: name }) => name)) !== undefined) return this.#transfer(job, files);
    const { folder, meter, snapshot } = job;
    const config = await this.#transfer(job, files.slice(0, 1));
    const encoder = await encoderOf(path.join(folder, files[0]!.path), snapshot.repository);
    const needed = (names: readonly string[]) => neededTokenizer(names, encoder);
    const lender = await list(encoder, undefined, needed);
    const tokenizer = chosen(lender, needed);
    meter.enter('transferring', bytesOf(files) + bytesOf(tokenizer));
    const borrowed = await this.#transfer({ ...job, snapshot: lender }, tokenizer);
    return [...config, ...borrowed, ...(await this.#transfer(job, files.slice(1)))];
  }

  async #transfer(job: Transfer, files: readonly RemoteFile[]): Promise<LockedFile[]> {
    const { snapshot, folder, meter, signal } = job;
    const { repository } = snapshot;
    const locked: LockedFile[] = [];
    const firstWeights = files.find(({ path: name }) => isWeights(name));
    for (const file of files) {
      if (file === firstWeights) await this.store.checkTokenizer(folder, snapshot.repository);
      const onBytes = meter.begin(file.path);
      const cached =
        this.cache === undefined ? undefined : await takeFromCache(this.cache, snapshot, file, folder, onBytes, signal);
      const sha256 = cached ?? (await downloadFile({ ...job, file }));
      locked.push({ path: file.path, size: file.size, sha256 });
      meter.end(file.size);
      await refuseUnusable(path.join(folder, file.path), repository, files);
    }
    return locked;
  }
}

type Transfer = Omit<FileDownload, 'file'>;

/** Lists a repository's files at a revision, from the Hub or, offline, from Hugging Face's cache. */
type Listing = (
  repository: string,
  revision: string | undefined,
  choose: (names: readonly string[]) => string[],
) => Promise<Snapshot>;

function chosen({ files }: Snapshot, choose: (names: readonly string[]) => string[]): RemoteFile[] {
  const byName = new Map(files.map((file) => [file.path, file]));
  return choose([...byName.keys()]).flatMap((name) => byName.get(name) ?? []);
}

function bytesOf(files: readonly RemoteFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/**
 * The repository of a GLiNER's encoder. A GLiNER's publisher can't have any other asked for.
 * @throws DownloadError when it isn't one of the published encoders
 */
async function encoderOf(config: string, repository: string): Promise<string> {
  const json = await readJsonObject(config);
  const encoder = json && publishedEncoder(json['model_name']);
  if (encoder !== undefined) return encoder.id;
  throw new Refused(
    plain`${repository} has no tokenizer, and its encoder is not one of Microsoft's published DeBERTa-v3 models, whose tokenizer it could use. Choose another GLiNER, e.g. ${exampleGliner}.`,
  );
}

/** Checks a file before larger ones are downloaded. */
async function refuseUnusable(file: string, repository: string, files: readonly RemoteFile[]): Promise<void> {
  const name = path.basename(file);
  if (isConfig(name)) await refuseOtherModels(file, repository);
  if (!isPaper(name) && (await isLfsPointer(file))) {
    throw new Refused(
      plain`"${name}" of ${repository} is only a Git LFS pointer: its publisher never uploaded the file itself. Choose another model.`,
    );
  }
  const part = await missingPart(
    file,
    files.map((one) => one.path),
  );
  if (part !== undefined) {
    throw new Refused(
      plain`${repository} lacks "${part}", a part of its weights that "${name}" names. Choose another model, or another revision.`,
    );
  }
}

async function refuseOtherModels(config: string, repository: string): Promise<void> {
  const json = await readJsonObject(config);
  const isGliner = path.basename(config) === glinerConfigName;
  if (isGliner) refuseOtherEncoders(json, repository);
  const hasEncoder = isGliner || json?.['model_type'] === 'GLiClass';
  const type = hasEncoder ? encoderType(json?.['encoder_config']) : json?.['model_type'];
  if (typeof type !== 'string' || type === 'deberta' || type === 'deberta-v2') return;
  throw new Refused(
    plain`${repository} is a model of the type "${type.slice(0, 50)}", not a DeBERTa. Choose one of the type deberta or deberta-v2, e.g. microsoft/deberta-base.`,
  );
}

/** Refuses a GLiNER whose encoder is neither described nor known. */
function refuseOtherEncoders(json: Readonly<Record<string, unknown>> | undefined, repository: string): void {
  const isDescribed = (json?.['encoder_config'] ?? undefined) !== undefined;
  if (isDescribed || publishedEncoder(json?.['model_name']) !== undefined) return;
  throw new Refused(
    plain`"${glinerConfigName}" of ${repository} has no "encoder_config", and its encoder is not one of Microsoft's published DeBERTa-v3 models, whose sizes are known. Choose another GLiNER, e.g. ${exampleGliner}.`,
  );
}

/** What a GLiClass model is built around. */
function encoderType(encoder: unknown): unknown {
  return typeof encoder === 'object' && encoder !== null && 'model_type' in encoder ? encoder.model_type : undefined;
}

/** Work that several callers wait for. It is canceled when the last of them has canceled. */
class SharedTask<T, P> {
  readonly done: Promise<T>;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(progress: P) => void>();
  #waiting = 0;

  constructor(work: (signal: AbortSignal, report: (progress: P) => void) => Promise<T>) {
    const report = (progress: P) => this.#listeners.forEach((listener) => listener(progress));
    this.done = work(this.#controller.signal, report);
  }

  /** Whether everybody has canceled: nobody can join any more. */
  get isCanceled(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The last caller to cancel waits until the work has stopped; others return at once. @throws as `work`, Canceled */
  async join(signal?: AbortSignal, onProgress?: (progress: P) => void): Promise<T> {
    if (onProgress !== undefined) this.#listeners.add(onProgress);
    this.#waiting++;
    let leave: (error: Canceled) => void = () => undefined;
    const left = new Promise<never>((_, reject) => (leave = reject));
    const cancel = () => {
      if (--this.#waiting === 0) this.#controller.abort();
      else leave(new Canceled());
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([this.done, left]);
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
    }
  }
}
