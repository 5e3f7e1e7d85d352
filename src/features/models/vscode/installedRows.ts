import { hasStandIn, isAbleTo, modelTasks, tasksOf, type ModelTask } from '../../../hub/catalog';
import { formatBytes } from '../../../hub/store/diskSpace';
import type { InstalledModel, UnfinishedModel } from '../../../hub/store/modelStore';
import { formatComparison, precisionOf } from '../../../hub/precisionGate';
import { pickleNote } from '../../../hub/store/modelLock';
import { commandIds } from '../../../editor/ids';
import { taskTitles, type ModelRow } from './modelRow';

/** Something that is going on with a model now. */
export interface ModelActivity {
  readonly id: string;
  readonly kind: 'download' | 'import' | 'measure' | 'check' | 'export';
  /** How far it is, in words. */
  readonly text: string;
}

/** What is on this machine, and what is going on with it. */
export interface LocalModels {
  readonly installed: readonly InstalledModel[];
  readonly unfinished: readonly UnfinishedModel[];
  readonly activities: readonly ModelActivity[];
  /** The tasks for which a model is set. */
  readonly usedFor: (id: string) => readonly ModelTask[];
}

const doing: Readonly<Record<ModelActivity['kind'], string>> = {
  download: 'downloading',
  import: 'importing',
  measure: 'measuring precisions',
  check: 'checking',
  export: 'exporting',
};

/** What comes now, what was interrupted, then whole models. */
export function localRows({ installed, unfinished, activities, usedFor }: LocalModels): readonly ModelRow[] {
  const whole = new Set(installed.map(({ id }) => id));
  const names = [...activities, ...unfinished, ...installed].map(({ id }) => id);
  const label = (id: string) => shortName(id, names);
  const busy = new Map(activities.map((activity) => [activity.id, activity]));
  const coming = activities.filter(({ id }) => !whole.has(id)).map((activity) => comingRow(activity, label));
  const interrupted = unfinished.filter(({ id }) => !busy.has(id)).map((model) => interruptedRow(model, label));
  return [
    ...coming,
    ...interrupted,
    ...installed.map((model) => wholeRow(model, label, usedFor(model.id), busy.get(model.id))),
  ];
}

/** Without its owner, which the narrow view has no room for, unless two owners have a model of that name. */
function shortName(id: string, all: readonly string[]): string {
  const nameOf = (one: string) => one.slice(one.indexOf('/') + 1);
  return all.some((one) => one !== id && nameOf(one) === nameOf(id)) ? id : nameOf(id);
}

type Label = (id: string) => string;

function comingRow({ id, kind, text }: ModelActivity, label: Label): ModelRow {
  return {
    key: `busy:${id}`,
    label: label(id),
    description: text === '' ? doing[kind] : text,
    icon: 'loading~spin',
    context: 'busy',
    tooltip: [
      ['Model', id],
      ['Now', [doing[kind], text].filter(Boolean).join(', ')],
    ],
    model: id,
  };
}

function interruptedRow({ id, kind, size, plan }: UnfinishedModel, label: Label): ModelRow {
  const downloaded = plan === undefined ? formatBytes(size) : `${formatBytes(size)} of ${formatBytes(plan.total)}`;
  const progress = plan === undefined ? downloaded : `${Math.floor((100 * size) / plan.total)} %`;
  const what = {
    download: `interrupted at ${progress}`,
    import: 'import interrupted',
    lost: 'incomplete: its lock file is missing',
  }[kind];
  return {
    key: `unfinished:${kind}:${id}`,
    label: label(id),
    description: what,
    icon: 'debug-pause',
    color: 'list.warningForeground',
    context: `unfinished ${kind}`,
    tooltip: [
      ['Model', id],
      ['State', what],
      ['Downloaded', downloaded],
      ...(plan?.revision === undefined ? [] : [['Revision', plan.revision] as const]),
    ],
    model: id,
    revision: plan?.revision,
  };
}

function wholeRow(model: InstalledModel, label: Label, used: readonly ModelTask[], activity?: ModelActivity): ModelRow {
  const { id, size, intact, lock } = model;
  const tasks = tasksOf(lock).map((task) => taskTitles[task].toLowerCase());
  const facts = detailsOf(model, used);
  const state = activity === undefined ? undefined : `${doing[activity.kind]} ${activity.text}`.trim();
  const about = [formatBytes(size), precisionOf(lock), tasks.join(', ') || 'attention only'].join(' · ');
  const [icon, color] =
    activity !== undefined
      ? ['loading~spin']
      : !intact
        ? ['warning', 'list.warningForeground']
        : used.length > 0
          ? ['pass-filled', 'charts.green']
          : ['package'];
  return {
    key: `model:${id}`,
    label: label(id),
    description: state ?? (intact ? about : `damaged · ${about}`),
    icon,
    color,
    context: ['model', lock.source, intact ? 'intact' : 'damaged', ...(activity === undefined ? [] : ['busy'])].join(
      ' ',
    ),
    tooltip: [['Model', id], ...facts],
    model: id,
    children: facts.map(([name, value]) => ({
      key: `model:${id}:${name}`,
      label: name,
      description: value,
      context: 'fact',
      model: id,
      command: factCommands[name],
    })),
  };
}

/** What a click on a fact does. */
const factCommands: Readonly<Record<string, string>> = {
  'In use for': commandIds.useModel,
  Precision: commandIds.choosePrecision,
  Measured: commandIds.choosePrecision,
  State: commandIds.verifyModel,
  License: commandIds.openModelCard,
};

/** What a writer wants to know of a model, by name. */
function detailsOf({ size, intact, lock }: InstalledModel, used: readonly ModelTask[]) {
  const {
    abilities,
    comparisons,
    precision,
    license,
    source,
    commit,
    repository,
    date,
    files,
    weightsFormat,
    kind,
    notes = [],
  } = lock;
  const trained = new Set(tasksOf(lock));
  const able = modelTasks.filter((task) => trained.has(task) || (hasStandIn(task) && isAbleTo(task, abilities)));
  const measured = Object.entries(comparisons ?? {}).map(([one, found]) => `${one}: ${formatComparison(found)}`);
  const origin = source === 'hub' ? `Hugging Face, ${repository}` : 'imported';
  const list: [string, string][] = [
    ['In use for', used.map((task) => taskTitles[task].toLowerCase()).join(', ') || 'nothing'],
    [
      'Can do',
      able
        .map((task) => taskTitles[task].toLowerCase() + (trained.has(task) ? '' : ' (by filling masks)'))
        .join(', ') || `${kind ?? 'no head'}: attention only`,
    ],
    ['Precision', `${precisionOf(lock)}${precision === undefined ? ' (automatic)' : ' (chosen)'}`],
    ['Measured', measured.join('; ') || 'not yet'],
    ['Size', `${formatBytes(size)} in ${files.length} files`],
    ['License', license ?? 'not given'],
    ['State', intact ? 'complete' : 'damaged: files are missing or truncated'],
    ['Weights', pickleNote(lock) ?? weightsFormat ?? 'unknown'],
    ...notes.map((note): [string, string] => ['Note', note]),
    ['From', commit === undefined ? origin : `${origin} at ${commit.slice(0, 8)}`],
    ['Installed', new Date(date).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })],
  ];
  return list;
}
