import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ask, pick } from '../../../editor/ui/picks';
import { isConfirmed, showBriefly, showError, showInformation, showWarning } from '../../../editor/ui/notifications';
import { plain, sentences } from '../../../base/plainText';
import { messageOf } from '../../../protocol/errors';
import { editorTasks } from '../../../hub/catalog';
import { formatBytes } from '../../../hub/store/diskSpace';
import { importId } from '../../../hub/store/importModel';
import { parseModelId } from '../../../hub/store/modelId';
import { commandIds } from '../../../editor/ids';
import { downloadModel, settle, withRemedies } from './downloadCommands';
import type { ModelTools } from './modelTools';
import { transferNotification } from './transferNotification';

/** Copies a folder, a bundle or a weights file into the store; asks where it lies. */
export async function importFiles(tools: ModelTools, kind: 'folder' | 'file'): Promise<void> {
  const isFolder = kind === 'folder';
  const chosen = await vscode.window.showOpenDialog({
    title: isFolder ? 'Model folder or bundle' : 'Weights file (next to its config.json)',
    openLabel: 'Import',
    canSelectFolders: isFolder,
    canSelectFiles: !isFolder,
    filters: isFolder ? undefined : { Weights: ['safetensors', 'bin', 'json'] },
  });
  const file = chosen?.[0]?.fsPath;
  if (file !== undefined) await importFrom(tools, file);
}

/** Copies a model from a path into the store, under its own name, or another one if that is taken. */
export async function importFrom(tools: ModelTools, file: string): Promise<void> {
  await withRemedies(
    tools,
    () => importFrom(tools, file),
    async () => {
      const id = await chosenName(tools, await importId(file));
      if (id === undefined) return;
      const model = await transferNotification(plain`Importing ${id}`, (options) =>
        tools.library.import(file, id, options),
      );
      await settle(tools, model);
    },
  );
}

/** Asks for another name as long as one is taken, which is kept to replace that model. */
async function chosenName(tools: ModelTools, id: string): Promise<string | undefined> {
  if ((await tools.library.store.find(id)) === undefined) return id;
  const entered = await ask({
    title: `${id} Already Exists`,
    prompt: 'Enter another name, or keep this one to replace the existing model.',
    value: id,
    ignoreFocusOut: true,
    validateInput: (value) => (parseModelId(value.trim()) === undefined ? 'Use the form owner/name.' : undefined),
  });
  return entered === undefined || entered.trim() === id ? entered?.trim() : chosenName(tools, entered.trim());
}

/** Writes a model as a bundle into a folder that is asked for. */
export async function exportFiles(tools: ModelTools, id: string): Promise<void> {
  const options = {
    title: plain`Export ${id} into`,
    openLabel: 'Export Here',
    canSelectFolders: true,
    canSelectFiles: false,
  };
  const parent = (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
  if (parent !== undefined) await exportInto(tools, id, parent);
}

/** Writes a model as a bundle into a new folder of its name in `parent`. */
export async function exportInto(tools: ModelTools, id: string, parent: string): Promise<void> {
  const { folder } = await tools.library.store.require(id);
  const out = path.join(parent, path.basename(folder));
  await withRemedies(
    tools,
    () => exportInto(tools, id, parent),
    async () => {
      await transferNotification(plain`Exporting ${id}`, (options) => tools.library.export(id, out, options));
      void showInformation(plain`${id} exported to ${out}. Import that folder on another machine.`);
    },
  );
}

/** Reads all files of a model and says whether they are what was downloaded. */
export async function verifyFiles(tools: ModelTools, id: string): Promise<void> {
  await withRemedies(
    tools,
    () => verifyFiles(tools, id),
    async () => {
      const faults = await transferNotification(plain`Verifying ${id}`, (options) => tools.library.verify(id, options));
      if (faults.length === 0) {
        void showInformation(plain`${id} verified: all checksums match.`);
        return;
      }
      const files = faults.map((one) => `${one.path} (${one.fault})`).join(', ');
      const remove = 'Remove…';
      const choice = await showWarning(
        plain`${id} is damaged: ${files}. Remove it and download or import it again.`,
        remove,
      );
      if (choice === remove) await removeFiles(tools, id);
    },
  );
}

/** Asks the Hub whether a model has changed since it was downloaded. */
export async function checkUpstream(tools: ModelTools, id: string): Promise<void> {
  await withRemedies(
    tools,
    () => checkUpstream(tools, id),
    async () => {
      const { installed, upstream, isNewer } = await transferNotification(
        plain`Checking for updates of ${id}`,
        ({ signal }) => tools.hub.downloads.upstream(id, signal),
      );
      const [now, then] = [upstream.slice(0, 8), installed.slice(0, 8)];
      if (!isNewer) {
        void showInformation(plain`${id} is up to date (${now}).`);
        return;
      }
      const download = 'Download';
      const choice = await showInformation(
        plain`A different version of ${id} is available: ${now}. Yours is ${then}; it is kept until the new one is complete.`,
        download,
      );
      if (choice === download) await downloadModel(tools, id);
    },
  );
}

/** Removes a model, or what there is of it, once the user has agreed; tasks that use it fall back. */
export async function removeFiles({ library, settings, log }: ModelTools, id: string): Promise<void> {
  const model = library.installed.find((one) => one.id === id);
  const size = model?.size ?? library.unfinished.find((one) => one.id === id)?.size ?? 0;
  const used = editorTasks.filter((task) => {
    const { value, isOwn } = settings.modelChoice(task);
    return isOwn && value === id;
  });
  const detail = sentences(
    plain`${formatBytes(size)} will be freed, plus the space of its compiled graphs.`,
    used.length > 0 ? plain`It is in use: its tasks will fall back to the default model.` : plain``,
  );
  if (!(await isConfirmed(plain`Remove ${id}?`, 'Remove', { detail, isLoss: true }))) return;
  try {
    await library.remove(id);
    for (const task of used) await settings.useModel(task, '');
  } catch (error) {
    log.error(String(error));
    void showError(messageOf(error));
  }
}

/** Shows a model's folder in the system's file manager. */
export async function reveal({ library }: ModelTools, id: string): Promise<void> {
  await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(await folderOf(library, id)));
}

/** Copies the path of a model's folder. */
export async function copyPath({ library }: ModelTools, id: string): Promise<void> {
  await vscode.env.clipboard.writeText(await folderOf(library, id));
  showBriefly(plain`Copied`, 'copy');
}

/** Opens a model's card: its own as text, since a preview loads linked images; otherwise the Hub's in the browser. */
export async function openCard({ library, hub }: ModelTools, id: string): Promise<void> {
  const model = await library.store.find(id);
  const card = model && path.join(model.folder, 'README.md');
  if (card !== undefined && existsSync(card)) {
    await vscode.window.showTextDocument(vscode.Uri.file(card));
  } else await vscode.env.openExternal(vscode.Uri.parse(hub.page(parseModelId(id)?.repository ?? id)));
}

/** Opens a model's page on the Hub in the browser: card, license, files. */
export async function openPage({ hub }: ModelTools, id: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(hub.page(parseModelId(id)?.repository ?? id)));
}

async function folderOf(library: ModelTools['library'], id: string): Promise<string> {
  const model = await library.store.find(id);
  const unfinished = library.unfinished.find((one) => one.id === id);
  return model?.folder ?? unfinished?.folder ?? (await library.store.require(id)).folder;
}

/** Asks which of the models on this machine is meant. */
export async function pickModel({ library }: ModelTools, title: string): Promise<string | undefined> {
  await library.refresh();
  const items = library.installed.map(({ id, size }) => ({ label: id, description: formatBytes(size) }));
  if (items.length > 0) return (await pick(items, { title }))?.label;
  const show = 'Show Models';
  const choice = await showInformation(plain`No models installed besides the bundled one.`, show);
  if (choice === show) await vscode.commands.executeCommand(commandIds.showModels);
  return undefined;
}
