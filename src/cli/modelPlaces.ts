import os from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { plain } from '../base/plainText';
import type { EngineApi, Precision } from '../protocol/engineApi';
import { RequestError } from '../protocol/errors';
import { describeModel } from '../hub/describeModel';
import { parseModelId } from '../hub/modelId';
import { precisionOf } from '../hub/precisionGate';
import { ModelStore } from '../hub/modelStore';
import { text, type Arguments } from './arguments';

/** Models ship beside `dist/`, where this program lies. */
export const bundledModel = path.join(__dirname, '../models/bundled');

/** The command line's store: `--store`, else a folder among the user's data. */
export function modelStore(given: Arguments, engine: EngineApi): ModelStore {
  const data = process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share');
  return new ModelStore({
    root: text(given, 'store', path.join(data, 'deberta')),
    describe: describeModel(engine),
    checkTokenizer: (folder) => engine.checkTokenizer({ folder }),
    forget: (model) => engine.forget({ model }),
  });
}

/**
 * What MODEL names: "bundled", a path, or the id of a model in the store, which has a precision of its own.
 * @throws RequestError for an id that is not in the store
 */
export async function findModel(
  given: Arguments,
  store: ModelStore,
): Promise<{ readonly folder: string; readonly precision?: Precision }> {
  const { model } = given;
  if (model === 'bundled') return { folder: bundledModel };
  const file = path.resolve(model);
  if (parseModelId(model) === undefined || existsSync(file)) return { folder: file };
  const installed = await store.find(model);
  if (installed === undefined) {
    throw new RequestError(
      plain`There is no folder "${model}" here and no model of that name in ${store.root}. Check the path, or run: deberta models download ${model}`,
    );
  }
  return { folder: installed.folder, precision: precisionOf(installed.lock) };
}
