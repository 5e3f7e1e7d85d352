import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { readReference } from './jsonFile';
import { holdsWeights } from './neededFiles';

/** A folder with more folders than this wasn't made for a model. */
const maxFolders = 100;

/**
 * Where a model's files are when a path near them was given: the snapshot of a repository in Hugging Face's cache
 * (`models--owner--name`), the one folder with weights inside of the folder (`0_Transformer` of sentence-transformers),
 * the index beside one part of the weights.
 * @returns the path of a folder or file; `given` itself where it holds weights, or where nothing better is known
 * @throws DownloadError when there is more than one model to choose from, or one part of the weights alone; the
 * system's error when the folder cannot be read
 */
export async function locateModel(given: string): Promise<string> {
  const found = await stat(given).catch(() => undefined);
  if (found?.isFile() === true) return wholeOf(given);
  if (found?.isDirectory() !== true || holdsWeights(await readdir(given))) return given;
  return (await snapshotOf(given)) ?? (await onlyModelIn(given)) ?? given;
}

/** For one part of the weights, the index of all; other files are whole. */
async function wholeOf(file: string): Promise<string> {
  const [, stem, number, count, kind] = /^(.+)-(\d+)-of-(\d+)\.(safetensors|bin)$/.exec(path.basename(file)) ?? [];
  if (stem === undefined || Number(count) === 1) return file;
  const index = path.join(path.dirname(file), `${stem}.${kind}.index.json`);
  if ((await stat(index).catch(() => undefined))?.isFile() === true) return index;
  throw new DownloadError(
    plain`"${file}" is part ${Number(number)} of the ${Number(count)} files of a model's weights. Get all of them, with "${path.basename(index)}", and choose their folder.`,
  );
}

/** In a repository of Hugging Face's cache, the commit that its main branch led to last, or the only one. */
async function snapshotOf(folder: string): Promise<string | undefined> {
  const commit = await readReference(path.join(folder, 'refs', 'main'));
  if (commit !== undefined) return path.join(folder, 'snapshots', commit);
  return onlyModelIn(path.join(folder, 'snapshots'));
}

async function onlyModelIn(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  const models: string[] = [];
  for (const one of inner.slice(0, maxFolders)) if (holdsWeights(await readdir(one).catch(() => []))) models.push(one);
  if (models.length <= 1) return models[0];
  const names = models.slice(0, 5).map((one) => `"${path.basename(one)}"`);
  throw new DownloadError(
    plain`"${folder}" holds ${models.length} models: ${names.join(', ')}${models.length > names.length ? ', …' : ''}. Choose the folder of one of them.`,
  );
}
