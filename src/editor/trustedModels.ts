import * as vscode from 'vscode';
import { restoredModels, type NamedModel } from '../hub/restoredModels';
import type { ModelServices } from './modelServices';

/** What a panel kept over a restart; in a workspace that is not trusted, it asks for the user's own models alone. */
export async function trustedModels<T extends NamedModel>(
  kept: readonly T[],
  { library, settings }: ModelServices,
): Promise<readonly T[]> {
  if (vscode.workspace.isTrusted) return kept;
  await library.refresh();
  const used = await settings.modelFor('attention').then(
    (model) => ({ ...model, modelName: settings.modelName('fill-mask') }),
    () => ({ model: settings.bundledModel, modelName: 'bundled' }),
  );
  const own = [settings.bundledModel, used.model, ...library.installed.map(({ folder }) => folder)];
  return restoredModels(kept, own, used);
}
