import os from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { notify } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import type { EngineApi, Precision } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { describeModel, ModelStore } from '../../../hub/store/modelStore';
import { onDisk } from '../../../hub/store/diskSpace';
import { locateModel } from '../../../hub/store/locateModel';
import { parseModelId } from '../../../hub/store/modelId';
import { precisionOf } from '../../../hub/precisionGate';
import { text, type Arguments } from '../../../terminal/arguments';

/** Models ship beside `dist/`, where this program lies. */
export const bundledModel = path.join(__dirname, '../models/bundled');

/** The command line's store: `--store`, otherwise a folder among the user's data. */
export function modelStore(given: Arguments, engine: EngineApi): ModelStore {
  const data = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  return new ModelStore({
    root: text(given, 'store', path.join(data, 'deberta')),
    describe: describeModel(engine),
    checkTokenizer: (folder) => engine.checkTokenizer({ folder }),
    forget: (model) => engine.forget({ model }),
  });
}

/**
 * What MODEL names: "bundled", the id of a model in the store, which has a precision of its own, or a path. An id that
 * is in the store names that checked model wherever the command is given; a folder of the same name is named with `./`.
 * A path may lead to the folder around the model's, or to one part of its weights.
 * @throws RequestError for an id that is not in the store, and no folder either; DownloadError for a path to several
 * models, or to a part alone
 */
export async function findModel(
  model: string,
  store: ModelStore,
): Promise<{ readonly folder: string; readonly precision?: Precision }> {
  if (model === 'bundled') return { folder: bundledModel };
  const file = path.resolve(model);
  const located = async () => ({ folder: await onDisk(file, () => locateModel(file)) });
  if (parseModelId(model) === undefined) return located();
  const installed = await store.find(model);
  const isHere = existsSync(file);
  if (installed !== undefined) {
    if (isHere)
      notify(plain`Using the model ${model} in ${store.root}. To use the folder of that name, write ./${model}.`);
    return { folder: installed.folder, precision: precisionOf(installed.lock) };
  }
  if (isHere) {
    notify(plain`Using the folder ${model}: there is no model of that name in ${store.root}.`);
    return located();
  }
  throw new RequestError(
    plain`There is no folder "${model}", and no model of that name in ${store.root}. Check the path, or run: deberta models download ${model}`,
  );
}
