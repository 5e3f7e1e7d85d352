import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { copyChecked } from './contentHash';
import { onDisk, requireDiskSpace } from './diskSpace';
import { isLfsPointer, missingPart, isPaper, isWeights, neededFiles } from './neededFiles';
import { readLicense } from './license';
import { locateModel } from './locateModel';
import { formatModelId, requireModelId, type ModelId } from './modelId';
import { lockName, readLock, type LockedFile, type ModelLock } from './modelLock';
import type { InstalledModel, ModelFacts, ModelStore } from './modelStore';
import { ProgressMeter, type TransferOptions } from './transferProgress';

/** Options of an import. */
export interface ImportOptions extends TransferOptions {
  /** Its new id. By default a bundle's own, that of a Hugging Face cache folder, or `local/<folder's name>`. */
  readonly id?: string;
}

/** What is to be copied, and what is known of it. */
interface Source {
  readonly id: ModelId;
  readonly folder: string;
  readonly files: readonly string[];
  /** A bundle's lock: its hashes have to be met. */
  readonly lock?: ModelLock;
  readonly commit?: string;
}

/**
 * Copies a model into the store: from a folder in Hugging Face layout, one of its weights files, or a bundle made by
 * `exportModel`. It is copied, not referred to, so that it stays what it was when it was checked. The precision that
 * was chosen where a bundle was made stays chosen; how precisions compare is measured here. A model of the same id is
 * replaced.
 * @throws DownloadError when files are missing, lead out of the folder or differ from the bundle's hashes;
 * CheckpointError when it isn't a DeBERTa; Canceled. Nothing is kept then.
 */
export async function importModel(
  store: ModelStore,
  given: string,
  options: ImportOptions = {},
): Promise<InstalledModel> {
  const source = await onDisk(given, () => readSource(path.resolve(given), options.id));
  const { signal, onProgress } = options;
  return store.claimed(formatModelId(source.id), async () => {
    const sizes = await Promise.all(
      source.files.map(async (file) => (await stat(path.join(source.folder, file))).size),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const staging = await store.staging(source.id, 'import');
    try {
      await requireDiskSpace(staging, total);
      const meter = new ProgressMeter(onProgress);
      meter.enter('transferring', total);
      const checkTokenizer = () => store.checkTokenizer(staging, source.folder);
      const files = await copyAll(source, staging, { meter, signal, checkTokenizer });
      meter.enter('reading');
      return await store.admit(staging, { ...(await facts(source, staging)), files }, source.folder);
    } finally {
      await store.discardStaging(staging);
    }
  });
}

/** The id that a path gets when none is given. @throws as `importModel` when it holds no model */
export async function importId(given: string): Promise<string> {
  return formatModelId((await onDisk(given, () => readSource(path.resolve(given), undefined))).id);
}

async function copyAll(
  { folder, files, lock }: Source,
  staging: string,
  following: { meter: ProgressMeter; signal?: AbortSignal; checkTokenizer: () => Promise<void> },
): Promise<LockedFile[]> {
  const { meter, signal, checkTokenizer } = following;
  const copied: LockedFile[] = [];
  for (const file of files) {
    if (isWeights(file) && !copied.some(({ path: name }) => isWeights(name))) await checkTokenizer();
    const onBytes = meter.begin(file);
    const { size, sha256 } = await copyChecked(path.join(folder, file), path.join(staging, file), onBytes, signal);
    const expected = lock?.files.find(({ path: name }) => name === file);
    if (expected !== undefined && (expected.sha256 !== sha256 || expected.size !== size)) {
      throw new DownloadError(
        plain`"${path.join(folder, file)}" is not the file that was exported: its SHA-256 is ${sha256.slice(0, 12)}…, not ${expected.sha256.slice(0, 12)}…. Export the model again.`,
      );
    }
    copied.push({ path: file, size, sha256 });
    meter.end(size);
  }
  return copied;
}

async function facts({ id, lock, commit }: Source, staging: string): Promise<Omit<ModelFacts, 'files'>> {
  return {
    id: formatModelId(id),
    repository: id.repository,
    commit: lock?.commit ?? commit,
    source: 'import',
    date: new Date().toISOString(),
    license: lock?.license ?? (await readLicense(staging)),
    precision: lock?.precision,
  };
}

async function readSource(given: string, id: string | undefined): Promise<Source> {
  const place = await locateModel(given);
  const isFile = (await stat(place)).isFile();
  const folder = isFile ? path.dirname(place) : place;
  const names = await readdir(folder);
  if (!isFile && names.includes(lockName)) return readBundle(folder, id);
  const variant = isGenerator(isFile ? [path.basename(place)] : names) ? 'generator' : undefined;
  const files = neededFiles(
    isFile ? withoutOtherWeights(names, path.basename(place)) : names,
    variant,
    plain`"${folder}"`,
  );
  const cached = /models--((?:[^/\\-]|-(?!-))+)--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]{40})$/.exec(folder);
  await refuseStrangers(folder, files, cached === null ? folder : path.join(folder, '../../blobs'));
  await refuseIncomplete(folder, files);
  // A folder inside of the one that was given has a name like 0_Transformer.
  const name = path.basename(isFile ? folder : given);
  const repository = cached === null ? `local/${plainName(name)}` : `${cached[1]}/${cached[2]}`;
  const own: ModelId = variant === undefined ? { repository } : { repository, variant };
  return { id: id === undefined ? own : requireModelId(id), folder, files, commit: cached?.[3] };
}

/** A folder without the main network's weights, or the generator's file itself. */
function isGenerator(names: readonly string[]): boolean {
  return (
    names.includes('pytorch_model.generator.bin') &&
    !names.some((name) => /^(?:model|pytorch_model)\.(?:safetensors|bin)/.test(name))
  );
}

function withoutOtherWeights(names: readonly string[], chosen: string): string[] {
  return names.filter(
    (name) => name === chosen || !isWeights(name) || (chosen.endsWith('.index.json') && /-of-/.test(name)),
  );
}

async function readBundle(folder: string, id: string | undefined): Promise<Source> {
  const lock = await readLock(folder);
  if (lock === undefined) {
    throw new DownloadError(plain`"${path.join(folder, lockName)}" is damaged. Export the model again.`);
  }
  const files = lock.files
    .map((file) => file.path)
    .toSorted((one, other) => Number(isWeights(one)) - Number(isWeights(other)));
  if (new Set(files.map((file) => file.toLowerCase())).size < files.length) {
    throw new DownloadError(
      plain`"${folder}" has files whose names differ only in case, which many disks cannot keep apart. Export the model again.`,
    );
  }
  await refuseStrangers(folder, files, folder);
  return { id: requireModelId(id ?? lock.id), folder, files, lock };
}

/** Files have to be files, and links to lead nowhere but into `allowed`. */
async function refuseStrangers(folder: string, files: readonly string[], allowed: string): Promise<void> {
  const root = await realpath(allowed).catch(() => allowed);
  for (const file of files) {
    const place = path.join(folder, file);
    const found = await lstat(place);
    const isInside = found.isSymbolicLink() && allowed !== folder && path.dirname(await realpath(place)) === root;
    if (!found.isFile() && !isInside) {
      throw new DownloadError(
        plain`"${place}" is not a plain file but a link or a folder. Copy the model's files themselves.`,
      );
    }
  }
}

/** What a clone without Git LFS and a download without all parts leave is found out before anything is copied. */
async function refuseIncomplete(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const place = path.join(folder, file);
    if (!isPaper(file) && (await isLfsPointer(place))) {
      throw new DownloadError(
        plain`"${place}" is only a Git LFS pointer, not the file itself. Run "git lfs pull" in its folder, then import it again.`,
      );
    }
    const part = await missingPart(place, files);
    if (part !== undefined) {
      throw new DownloadError(
        plain`"${folder}" lacks "${part}", a part of the weights that "${file}" names. Get all parts, then import the folder again.`,
      );
    }
  }
}

function plainName(name: string): string {
  const plain = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/\.{2,}/g, '.');
  return plain.replace(/^[-.]+|[-.]+$/g, '').slice(0, 90) || 'model';
}
