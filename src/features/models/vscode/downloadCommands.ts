import * as vscode from 'vscode';
import { ask, pick, type PickItem } from '../../../editor/ui/picks';
import { showInformation, showError } from '../../../editor/ui/notifications';
import { plain, plainText, sentences, type PlainText } from '../../../base/plainText';
import {
  catalog,
  editorTasks,
  isAbleTo,
  modelTasks,
  taskNeeds,
  tasksOf,
  unableTo,
  type EditorTask,
  type ModelTask,
} from '../../../hub/catalog';
import { parseModelId } from '../../../hub/store/modelId';
import type { InstalledModel } from '../../../hub/store/modelStore';
import { precisionOf } from '../../../hub/precisionGate';
import { pickleNote } from '../../../hub/store/modelLock';
import type { PrecisionComparison } from '../../../protocol/engineApi';
import { Canceled, messageOf } from '../../../protocol/errors';
import { commandIds } from '../../../editor/ids';
import { sizesOf } from './catalogRows';
import { useModel } from './chooseModel';
import type { ModelLibrary } from './modelLibrary';
import { taskTitles } from './modelRow';
import type { ModelTools } from './modelTools';
import { setToken } from './hubTokens';
import { engineNotification, transferNotification } from './transferNotification';
import type { Log } from '../../../editor/ui/log';
import { AccessRefused } from '../../../hub/download/refusal';

/** Downloads a model, or resumes its download; without an id, asks for one, which may be for a task. */
export async function downloadModel(
  tools: ModelTools,
  id?: string,
  revision?: string,
  task?: ModelTask,
): Promise<void> {
  const asked = id === undefined ? await pickDownload(tools.library, task) : { id, revision };
  if (asked === undefined) return;
  if (tools.library.activities.some((activity) => activity.id === asked.id)) {
    void showInformation(plain`${asked.id} is already downloading. See the Models view.`);
    return;
  }
  await withRemedies(
    tools,
    () => downloadModel(tools, asked.id, asked.revision),
    async () => {
      const model = await transferNotification(plain`Downloading ${asked.id}`, (options) =>
        tools.library.download(asked.id, { ...options, revision: asked.revision }),
      );
      await settle(tools, model);
    },
  );
}

/** Measures the precisions of a new model and offers to use it. Canceling the measurement leaves it in fp32. */
export async function settle(tools: ModelTools, model: InstalledModel): Promise<void> {
  const isNew = model.lock.precision === undefined && model.lock.comparisons === undefined;
  const measured = isNew
    ? await measureModel(tools, model.id).catch((error: unknown) => {
        if (!(error instanceof Canceled)) tools.log.error(String(error));
        return model;
      })
    : model;
  await announce(tools, measured);
}

/** Measures a model's precisions under a notification. @throws as `measurePrecisions` */
export function measureModel({ library }: ModelTools, id: string, again = false): Promise<InstalledModel> {
  return engineNotification(plain`Measuring precisions`, (options) => library.measure(id, { ...options, again }));
}

/** Runs a command's work; a failure is shown with what can be done about it. */
export async function withRemedies(tools: ModelTools, retry: () => unknown, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const ask = () => setToken(tools.hub, tools.tokens);
    await notifyHubProblem(error, tools.log, { retry, setToken: ask });
  }
}

async function announce({ settings }: ModelTools, model: InstalledModel): Promise<void> {
  const { id, lock } = model;
  const tasks = tasksOf(lock);
  const does = tasks.map((task) => taskTitles[task].toLowerCase()).join(', ');
  const int8 = lock.comparisons?.int8;
  const note = pickleNote(lock);
  const message = sentences(
    does === ''
      ? plain`${id} is ready; it is ${lock.kind ?? 'a model without a head'}, so only its attention can be inspected.`
      : plain`${id} is ready for ${does}.`,
    ...tasks.flatMap((task) => commandNote(task)),
    int8 === undefined || lock.precision !== undefined
      ? plain``
      : plain`int8 gives the same answer in ${formatAgreement(int8)}, so ${precisionOf(lock)} is used.`,
    note === undefined ? plain`` : plain`Its weights: ${note}.`,
    ...(lock.notes ?? []).map((one) => plainText(one)),
    isAbleTo('fill-mask', lock.abilities) || isListedFor(id) ? plain`` : unableTo('fill-mask', id, lock),
  );
  const show: { title: string; task?: EditorTask } = { title: 'Show Models' };
  const settable = editorTasks.filter((task) => tasks.includes(task));
  const actions = [...settable.map((task) => ({ title: `Use for ${taskTitles[task]}`, task })), show];
  const choice = await showInformation(message, ...actions);
  if (choice?.task !== undefined) await useModel(model, choice.task, settings);
  else if (choice === show) await vscode.commands.executeCommand(commandIds.showModels);
}

/** The editor has no command for multiple choice. */
function commandNote(task: ModelTask): readonly PlainText[] {
  return task === 'choices' ? [plain`Use it with the command line's choose.`] : [];
}

function formatAgreement({ agreement, answers }: PrecisionComparison): string {
  return `${(100 * agreement).toFixed(1)} % of ${answers} cases`;
}

/** Whether the catalog says what the model is for, so that nobody expected something else. */
function isListedFor(id: string): boolean {
  return catalog.some((entry) => entry.id === id);
}

interface DownloadPick extends PickItem {
  readonly id?: string;
}

/** Asks which of the published models to download, those for `task` first. */
async function pickDownload(
  library: ModelLibrary,
  task?: ModelTask,
): Promise<{ id: string; revision?: string } | undefined> {
  const here = new Set(library.installed.map(({ id }) => id));
  const other = { icon: 'edit', label: 'Other model from Hugging Face…', description: 'owner/name' };
  const tasks = task === undefined ? modelTasks : [task, ...modelTasks.filter((one) => one !== task)];
  const listed = tasks.flatMap((one) => offers(one, here));
  const items: DownloadPick[] = task === undefined ? [other, ...listed] : [...listed, other];
  const options = {
    title: 'Download a Model',
    placeHolder: task === undefined ? 'Published models, by task' : needs(task),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const chosen = await pick(items, options);
  if (chosen === undefined) return undefined;
  return chosen.id === undefined ? askId() : { id: chosen.id };
}

/** “Finding entities needs …”. */
function needs(task: ModelTask): string {
  const { does, model } = taskNeeds[task];
  return `${does.charAt(0).toUpperCase()}${does.slice(1)} needs ${model}`;
}

function offers(task: ModelTask, here: ReadonlySet<string>): DownloadPick[] {
  const rows = catalog
    .filter((entry) => entry.task === task && !here.has(entry.id))
    .map((entry) => ({
      label: entry.title,
      description: [entry.id, ...sizesOf(entry)].join(' · '),
      detail: entry.summary,
      id: entry.id,
    }));
  if (rows.length === 0) return [];
  return [{ label: taskTitles[task], kind: vscode.QuickPickItemKind.Separator }, ...rows];
}

async function askId(): Promise<{ id: string; revision?: string } | undefined> {
  const id = await ask({
    title: 'Download a Model by ID',
    prompt:
      'Model ID on Hugging Face, e.g. microsoft/deberta-base. Add @generator for the fill-mask part of a v3 model.',
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: (value) =>
      parseModelId(value.trim()) === undefined ? 'Use the form owner/name or owner/name@generator.' : undefined,
  });
  if (id === undefined) return undefined;
  const revision = await ask({
    title: `Download ${id.trim()}: Revision`,
    prompt: 'A branch, tag or commit. Leave empty for the latest.',
    placeHolder: 'main',
    ignoreFocusOut: true,
  });
  return revision === undefined ? undefined : { id: id.trim(), revision: revision.trim() || undefined };
}

/** What can be done about a failure. */
interface Remedies {
  readonly retry: () => unknown;
  /** Asks for a token; true when one was given. */
  readonly setToken: () => Promise<boolean>;
}

/** Says why something with models failed, with buttons for what helps. Canceling is not a failure. */
async function notifyHubProblem(error: unknown, log: Log, { retry, setToken }: Remedies): Promise<void> {
  if (error instanceof Canceled) return;
  const message = messageOf(error);
  log.error(message);
  const isRefused = error instanceof AccessRefused;
  const shown = !isRefused
    ? message
    : error.need === 'conditions'
      ? sentences(error.reason, plain`Accept them on its page, then set a token of the same account.`)
      : error.reason;
  const actions: Record<string, () => unknown> = isRefused
    ? {
        [error.need === 'conditions' ? 'Open Conditions' : 'Open Page']: () =>
          vscode.env.openExternal(vscode.Uri.parse(error.page)),
        'Set Token…': async () => (await setToken()) && retry(),
        'Try Again': retry,
      }
    : { 'Try Again': retry, 'Show Log': () => log.show() };
  const choice = await showError(shown, ...Object.keys(actions));
  if (choice !== undefined) await actions[choice]?.();
}
