import os from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import type { EngineApi } from '../protocol/engineApi';
import { RequestError } from '../protocol/errors';
import { describeModel } from '../hub/describeModel';
import { parseModelId } from '../hub/modelId';
import { ModelStore } from '../hub/modelStore';
import { text, type Arguments } from './arguments';

/** Models ship beside `dist/`, where this program lies. */
const bundledModel = path.join(__dirname, '../models/bundled');

/** The command line's store: `--store`, else a folder among the user's data. */
export function modelStore(given: Arguments, engine: EngineApi): ModelStore {
  const data = process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share');
  return new ModelStore({
    root: text(given, 'store', path.join(data, 'deberta')),
    describe: describeModel(engine),
  });
}

/**
 * The path of what MODEL names: "bundled", a path, or the id of a model in the store.
 * @throws RequestError for an id that is not in the store
 */
export async function findModel(given: Arguments, store: ModelStore): Promise<string> {
  const { model } = given;
  if (model === 'bundled') return bundledModel;
  const file = path.resolve(model);
  if (parseModelId(model) === undefined || existsSync(file)) return file;
  const installed = await store.find(model);
  if (installed === undefined) {
    throw new RequestError(
      `There is no folder "${model}" here and no model of that name in ${store.root}. Check the path, or run: deberta models download ${model}`,
    );
  }
  return installed.folder;
}
