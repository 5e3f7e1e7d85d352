import * as vscode from 'vscode';
import { pick, type PickItem } from '../../../editor/ui/picks';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { editorTasks, hasStandIn, isAbleTo, taskNeeds, tasksOf, type EditorTask } from '../../../hub/catalog';
import { formatBytes } from '../../../hub/store/diskSpace';
import type { InstalledModel } from '../../../hub/store/modelStore';
import { formatComparisons, precisionOf } from '../../../hub/precisionGate';
import { commandIds } from '../../../editor/ids';
import type { Settings } from '../../../editor/settings';
import type { ModelLibrary } from './modelLibrary';
import { taskIcons, taskTitles } from './modelRow';

interface Choice extends PickItem {
  readonly choose?: () => unknown;
}

interface DefaultOptions extends Pick<ModelLibrary, 'bundled'> {
  readonly settings: Settings;
  /** The icon of a row that stands for a value of the setting, and what choosing it does. */
  readonly mark: (value: string | undefined) => string | undefined;
  readonly use: (value: string) => () => unknown;
}

/** Asks which model is to do a task, among those that can, and sets it. */
export async function chooseModel(
  given: EditorTask | undefined,
  { installed, bundled }: Pick<ModelLibrary, 'installed' | 'bundled'>,
  settings: Settings,
): Promise<void> {
  const task = given ?? (await pickTask(settings));
  if (task === undefined) return;
  const { value, isOwn } = settings.modelChoice(task);
  const current = isOwn ? value : undefined;
  const mark = (one: string | undefined) => (one === current ? 'check' : undefined);
  const use = (one: string) => () => settings.useModel(task, one);
  const rowOf = ({ id, size, lock }: InstalledModel): Choice => ({
    icon: mark(id),
    label: id,
    description: `${formatBytes(size)} · ${precisionOf(lock)}`,
    choose: use(id),
  });
  const able = installed.filter(({ lock, intact }) => intact && isAbleTo(task, lock.abilities));
  const [trained, other] = [true, false].map((wanted) =>
    able.filter(({ lock }) => tasksOf(lock).includes(task) === wanted),
  );
  const command = (id: string) => () => vscode.commands.executeCommand(id);
  const choices: Choice[] = [
    defaultChoice(task, { bundled, settings, mark, use }),
    ...headed('Trained for this', trained ?? [], rowOf),
    ...headed(hasStandIn(task) ? 'With the masked-LM head' : 'Classifiers', other ?? [], rowOf),
    { label: 'More', kind: vscode.QuickPickItemKind.Separator },
    { icon: 'cloud-download', label: 'Download Another…', choose: command(commandIds.downloadModel) },
    { icon: 'folder-opened', label: 'Use a Folder Without Importing…', choose: () => useFolder(task, settings) },
  ];
  const chosen = await pick(choices, {
    title: `Model for ${taskTitles[task].toLowerCase()}`,
    placeHolder: 'Select a model',
  });
  await chosen?.choose?.();
}

/** What does the task where no model is chosen for it. */
function defaultChoice(task: EditorTask, { bundled, settings, mark, use }: DefaultOptions): Choice {
  if (task === 'fill-mask') {
    return {
      icon: mark(''),
      label: 'Bundled model',
      description: 'comes with the extension',
      detail: formatComparisons(bundled?.comparisons),
      choose: use(''),
    };
  }
  if (!hasStandIn(task))
    return { icon: mark(''), label: 'None', detail: `Needs ${taskNeeds[task].model}.`, choose: use('') };
  const description = settings.modelName('fill-mask');
  return { icon: mark(undefined), label: 'Same as fill-mask', description, choose: use('') };
}

/** Uses a model for the task that it was trained for; asks when there are several. */
export async function useModel(
  model: InstalledModel,
  given: EditorTask | undefined,
  settings: Settings,
): Promise<void> {
  const { abilities } = model.lock;
  const own = editorTasks.filter((task) => tasksOf(model.lock).includes(task));
  const able = own.length === 1 ? own : editorTasks.filter((task) => isAbleTo(task, abilities));
  const items = able.map((task) => ({ icon: taskIcons[task], label: taskTitles[task], task }));
  const task = given ?? (items.length < 2 ? items[0] : await pick(items, { title: `Use ${model.id} For` }))?.task;
  if (task === undefined && items.length === 0) {
    void showInformation(
      plain`${model.id} is ${model.lock.kind ?? 'a model without a head'}: only its attention can be inspected.`,
    );
  }
  if (task !== undefined) await settings.useModel(task, model.id);
}

async function pickTask(settings: Settings): Promise<EditorTask | undefined> {
  const items = editorTasks.map((task) => ({
    icon: taskIcons[task],
    label: taskTitles[task],
    description: settings.modelName(task),
    task,
  }));
  return (await pick(items, { title: 'Choose a Model For' }))?.task;
}

function headed(title: string, models: readonly InstalledModel[], rowOf: (model: InstalledModel) => Choice): Choice[] {
  if (models.length === 0) return [];
  return [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...models.map(rowOf)];
}

async function useFolder(task: EditorTask, settings: Settings): Promise<void> {
  const options = { canSelectFolders: true, canSelectFiles: false, openLabel: 'Use This Folder' };
  const folder = (await vscode.window.showOpenDialog(options))?.[0];
  if (folder !== undefined) await settings.useModel(task, folder.fsPath);
}
