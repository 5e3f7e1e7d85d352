import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { makeFolder } from '../../base/files';
import type { ModelDescription, EngineApi } from '../../protocol/engineApi';
import {
  CheckpointError,
  DownloadError,
  TokenizerError,
  userErrorName,
  userErrorOf,
  type UserError,
} from '../../protocol/errors';
import { onDisk, sizeOf } from './diskSpace';
import { DownloadJournal, type DownloadPlan } from './downloadJournal';
import { withClaim } from './folderClaim';
import { formatModelId, folderName, parseModelId, requireModelId, type ModelId } from './modelId';
import { readLock, writeLock, type ModelLock } from './modelLock';
import { RequestLog } from './requestLog';

/** Where models lie, and who reads what they can do. */
export interface ModelStoreOptions {
  /** Created when missing. */
  readonly root: string;
  /** What a folder's tensors can do. Rejects with a CheckpointError or TokenizerError if it isn't a DeBERTa. */
  readonly describe: (folder: string) => Promise<ModelDescription>;
  /** Rejects with a TokenizerError when the folder's tokenizer cannot be read; needs no weights. */
  readonly checkTokenizer: (folder: string) => Promise<unknown>;
  /** Lets go of a folder that is about to be removed, with everything compiled from it. Bound to the engine. */
  readonly forget: (folder: string) => Promise<unknown>;
}

/** A whole model in the store. */
export interface InstalledModel {
  readonly id: string;
  /** What requests to the engine name as their model. */
  readonly folder: string;
  readonly lock: ModelLock;
  /** In bytes, of all files. */
  readonly size: number;
  /** Every file is there with its size; the content is only looked at by `verifyModel`. */
  readonly intact: boolean;
}

/** Takes space without being a model: an interrupted download or import, or a folder whose lock file is lost. */
export interface UnfinishedModel {
  readonly id: string;
  readonly folder: string;
  /** In bytes, so far. */
  readonly size: number;
  readonly kind: 'download' | 'import' | 'lost';
  /** What the download was asked for. */
  readonly plan?: DownloadPlan;
}

/** What is known of a model before it is read. */
export type ModelFacts = Omit<ModelLock, 'format' | 'abilities' | 'weightsFormat' | 'kind' | 'notes'>;

/** Models on disk: complete ones in `models/<owner>--<name>/`, others in `downloads/`. Nothing outside is changed. */
export class ModelStore {
  readonly root: string;
  /** Every request ever made for this store. */
  readonly requests: RequestLog;

  constructor(private readonly options: ModelStoreOptions) {
    this.root = path.resolve(options.root);
    this.requests = new RequestLog(path.join(this.root, 'requests.jsonl'));
  }

  /** Whole models by name. */
  async list(): Promise<readonly InstalledModel[]> {
    const found = await Promise.all((await folders(this.#models)).map((name) => this.#open(name)));
    return found.filter((model) => model !== undefined);
  }

  /** The whole model of that id; undefined when it isn't in the store, or `id` isn't an id. */
  async find(id: string): Promise<InstalledModel | undefined> {
    const parsed = parseModelId(id);
    return parsed === undefined ? undefined : this.#open(folderName(parsed));
  }

  /** @throws DownloadError when it is not in the store */
  async require(id: string): Promise<InstalledModel> {
    const model = await this.find(formatModelId(requireModelId(id)));
    if (model !== undefined) return model;
    throw new DownloadError(plain`${id} is not among the downloaded models. Download or import it first.`);
  }

  async unfinished(): Promise<readonly UnfinishedModel[]> {
    const whole = new Set((await this.list()).map(({ folder }) => folder));
    const places = [this.#models, this.#downloads];
    const all = await Promise.all(
      places.map(async (place) =>
        (await folders(place)).map((name) => ({
          name,
          folder: path.join(place, name),
          isLost: place === this.#models,
        })),
      ),
    );
    const rest = all.flat().filter(({ name, folder }) => !whole.has(folder) && idOfFolder(name) !== undefined);
    return Promise.all(
      rest.map(async ({ name, folder, isLost }): Promise<UnfinishedModel> => {
        const kind = isLost ? 'lost' : name.endsWith(importSuffix) ? 'import' : 'download';
        const { plan } = await DownloadJournal.open(folder);
        return { id: idOfFolder(name) ?? name, folder, size: await sizeOf(folder), kind, plan };
      }),
    );
  }

  /** Removes a model and its interrupted download. @throws DownloadError when there is neither, or it is in use */
  async remove(id: string): Promise<void> {
    const name = folderName(requireModelId(id));
    await this.claimed(id, async () => {
      const places = [
        path.join(this.#models, name),
        path.join(this.#downloads, name),
        path.join(this.#downloads, name + importSuffix),
      ];
      const there = await Promise.all(places.map((place) => isFolder(place)));
      if (!there.includes(true)) throw new DownloadError(plain`${id} is not among the downloaded models.`);
      for (const [index, place] of places.entries()) if (there[index] === true) await this.#discard(place);
    });
  }

  /** Stores a model's precision or comparisons in its lock file. @throws DownloadError when it isn't in the store */
  async annotate(id: string, notes: Pick<ModelLock, 'precision' | 'comparisons'>): Promise<InstalledModel> {
    return this.claimed(id, async () => {
      const { folder, lock } = await this.require(id);
      await writeLock(folder, { ...lock, ...notes });
      return this.require(id);
    });
  }

  /** Runs `work` on a model's folders while no other process does. */
  async claimed<T>(id: string, work: () => Promise<T>): Promise<T> {
    const claim = path.join(this.#downloads, `${folderName(requireModelId(id))}.claim`);
    return onDisk(this.root, () => withClaim(claim, id, work));
  }

  /** The folder that collects a model's files. A download's is kept from an earlier attempt; an import's is empty. */
  async staging(id: ModelId, source: ModelLock['source']): Promise<string> {
    const folder = path.join(this.#downloads, folderName(id) + (source === 'import' ? importSuffix : ''));
    if (source === 'import') await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
    await this.#sweep();
    return folder;
  }

  /** Removes a staging folder, if it is still there. */
  async discardStaging(folder: string): Promise<void> {
    if (path.dirname(folder) === this.#downloads) await rm(folder, { recursive: true, force: true });
  }

  /**
   * Reads the tokenizer in a staging folder before the weights, the large part, come into it.
   * @throws TokenizerError that names files by `origin`, since what is refused is not kept
   */
  async checkTokenizer(staging: string, origin: string): Promise<void> {
    await this.options.checkTokenizer(staging).catch((error: unknown) => {
      throw error instanceof TokenizerError ? aboutOrigin(error, staging, origin) : error;
    });
  }

  /**
   * Makes a whole model out of a staging folder in which all files of `facts` lie, checked. An older model of that id
   * is replaced, but stays where the new one cannot be made whole.
   * @param origin how the user knows the folder: messages name files by it, since what is refused is not kept
   * @throws CheckpointError or TokenizerError when it isn't a DeBERTa: nothing is kept; other errors leave the staging
   * folder as it was
   */
  async admit(staging: string, facts: ModelFacts, origin = facts.repository): Promise<InstalledModel> {
    const name = folderName(requireModelId(facts.id));
    const folder = path.join(this.#models, name);
    const wanted = new Set(facts.files.map((file) => file.path));
    for (const entry of await readdir(staging)) {
      if (!wanted.has(entry)) await rm(path.join(staging, entry), { recursive: true });
    }
    await makeFolder(this.#models);
    const older = (await isFolder(folder)) ? await this.#setAside(folder) : undefined;
    try {
      await rename(staging, folder);
      const { heads, weightsFormat, kind, notes } = await this.options.describe(folder);
      await writeLock(folder, { format: 1, ...facts, abilities: heads, weightsFormat, kind, notes });
    } catch (error) {
      const isRefused = error instanceof CheckpointError || error instanceof TokenizerError;
      // Another fault, e.g. of the engine's process or the disk, says nothing of the files.
      await (isRefused ? this.#discard(folder) : rename(folder, staging)).catch(() => undefined);
      if (older !== undefined) await rename(older, folder).catch(() => undefined);
      throw isRefused ? aboutOrigin(error, folder, origin) : error;
    }
    if (older !== undefined) await rm(older, { recursive: true, force: true });
    return this.require(facts.id);
  }

  get #models(): string {
    return path.join(this.root, 'models');
  }

  get #downloads(): string {
    return path.join(this.root, 'downloads');
  }

  async #open(name: string): Promise<InstalledModel | undefined> {
    const folder = path.join(this.#models, name);
    const lock = (await isFolder(folder)) ? await readLock(folder) : undefined;
    if (lock === undefined || folderName(requireModelId(lock.id)) !== name) return undefined;
    const sizes = await Promise.all(
      lock.files.map(async (file) => (await fileSize(path.join(folder, file.path))) === file.size),
    );
    const size = lock.files.reduce((sum, file) => sum + file.size, 0);
    return { id: lock.id, folder, lock, size, intact: !sizes.includes(false) };
  }

  /** Out of sight in one step, so that a program killed meanwhile leaves no half of it; then away. */
  async #discard(folder: string): Promise<void> {
    await rm(await this.#setAside(folder), { recursive: true, force: true });
  }

  /** Takes a model out of sight, and out of the engine's hands. @returns where it is now */
  async #setAside(folder: string): Promise<string> {
    // A model can be removed also when the engine cannot start.
    await this.options.forget(folder).catch(() => undefined);
    const trash = path.join(this.#downloads, `${trashPrefix}${randomUUID()}`);
    await makeFolder(this.#downloads);
    await rename(folder, trash);
    return trash;
  }

  async #sweep(): Promise<void> {
    for (const name of await folders(this.#downloads)) {
      if (name.startsWith(trashPrefix)) await rm(path.join(this.#downloads, name), { recursive: true, force: true });
    }
  }
}

function aboutOrigin(error: UserError, folder: string, origin: string): Error {
  return userErrorOf(userErrorName(error) ?? '', error.message.replaceAll(folder, origin)) ?? error;
}

const trashPrefix = '.trash-';
/** No model's name ends so: the part after `@` is a variant. */
const importSuffix = '@import';

function idOfFolder(name: string): string | undefined {
  const id = name.replace('--', '/').replace(new RegExp(`${importSuffix}$`), '');
  return parseModelId(id) === undefined ? undefined : id;
}

/** A link to a folder doesn't count: what it leads to isn't the store's. */
async function isFolder(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isDirectory() === true;
}

async function folders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function fileSize(file: string): Promise<number | undefined> {
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

/** For `ModelStoreOptions.describe`: what a folder's tensors can do. Reads the vocabulary too, to find faults early. */
export function describeModel(
  engine: Pick<EngineApi, 'describe' | 'tokenize'>,
): (folder: string) => Promise<ModelDescription> {
  return async (model) => {
    const description = await engine.describe({ model });
    await engine.tokenize({ model, text: '' });
    return description;
  };
}
