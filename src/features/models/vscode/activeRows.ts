import { editorTasks, hasStandIn, isAbleTo, taskNeeds, unableTo, type EditorTask } from '../../../hub/catalog';
import { parseModelId } from '../../../hub/store/modelId';
import type { ModelLock } from '../../../hub/store/modelLock';
import type { InstalledModel } from '../../../hub/store/modelStore';
import { formatComparisons, precisionOf } from '../../../hub/precisionGate';
import type { Precision } from '../../../protocol/engineApi';
import { commandIds } from '../../../editor/ids';
import { taskIcons, taskTitles, type ModelRow } from './modelRow';

/** What is set for the tasks. */
export interface ChosenModels {
  readonly choice: (task: EditorTask) => { readonly value: string; readonly isOwn: boolean };
  readonly name: (task: EditorTask) => string;
  readonly precision: Precision | 'auto';
}

/** One row a task: the model that does it now. `bundled` is what is known of the one that comes with the extension. */
export function activeRows(
  chosen: ChosenModels,
  installed: readonly InstalledModel[],
  bundled?: ModelLock,
): readonly ModelRow[] {
  return editorTasks.map((task) => {
    const { value, isOwn } = chosen.choice(task);
    const model = installed.find(({ id }) => id === value);
    const problem = problemOf(task, value, model);
    const isNone = value === '' && task !== 'fill-mask' && !hasStandIn(task);
    const lock = value === '' && !isNone ? bundled : model?.lock;
    const own = lock === undefined ? 'fp32' : precisionOf(lock);
    const measured = formatComparisons(lock?.comparisons);
    const precision = chosen.precision === 'auto' ? own : chosen.precision;
    const name = chosen.name(task);
    const standIn = `as ${taskTitles['fill-mask'].toLowerCase()}`;
    const shown = isOwn ? name : `${name}, ${standIn}`;
    return {
      key: `active:${task}`,
      label: taskTitles[task],
      description:
        problem === undefined
          ? isNone
            ? name
            : isOwn
              ? `${name} · ${precision}`
              : standIn
          : `${name} · ${problem.short}`,
      icon: problem === undefined ? taskIcons[task] : 'warning',
      color: problem === undefined ? undefined : 'list.warningForeground',
      context: isOwn && value !== '' ? 'active own' : 'active',
      tooltip: [
        ...(isNone
          ? [['Needs', taskNeeds[task].model] as const]
          : [
              ['Model', shown] as const,
              [
                'Precision',
                chosen.precision === 'auto' ? precision : `${precision} (setting deberta.precision)`,
              ] as const,
            ]),
        ...(measured === '' ? [] : [['Measured', measured] as const]),
        ...(problem === undefined ? [] : [['Problem', problem.long] as const]),
        ['Click', isNone ? 'choose a model' : 'choose another model'],
      ],
      task,
      command: commandIds.chooseModel,
    };
  });
}

/** Why the model that is set cannot do the task. A path is looked at only when it is used. */
function problemOf(task: EditorTask, value: string, model: InstalledModel | undefined) {
  if (model?.intact === false) return { short: 'damaged', long: `${value} is damaged. Download or import it again.` };
  if (model !== undefined && !isAbleTo(task, model.lock.abilities)) {
    return { short: 'cannot do this', long: unableTo(task, value, model.lock) };
  }
  if (model !== undefined || parseModelId(value) === undefined) return undefined;
  return { short: 'not downloaded', long: `${value} is not downloaded. It may be the name of a folder.` };
}
