import { catalog, modelTasks, type CatalogEntry } from '../../../hub/catalog';
import { formatBytes } from '../../../hub/store/diskSpace';
import { taskIcons, taskTitles, type ModelRow } from './modelRow';

/** What stands in the place of a fact that only the publisher's page tells. */
const unconfirmed = 'not confirmed: see the model card';

/** The published checkpoints by task, and which of them are here. */
export function catalogRows(here: ReadonlySet<string>, busy: ReadonlySet<string>): readonly ModelRow[] {
  const listed = modelTasks.filter((task) => catalog.some((entry) => entry.task === task));
  return listed.map((task) => ({
    key: `catalog:${task}`,
    label: taskTitles[task],
    icon: taskIcons[task],
    context: 'heading',
    children: catalog.filter((entry) => entry.task === task).map((entry) => entryRow(entry, here, busy)),
    isOpen: task === 'fill-mask',
  }));
}

function entryRow(entry: CatalogEntry, here: ReadonlySet<string>, busy: ReadonlySet<string>): ModelRow {
  const { id, title, summary, task, license, languages, limits } = entry;
  const isHere = here.has(id);
  const isBusy = busy.has(id);
  return {
    key: `catalog:${task}:${id}`,
    label: title,
    description: [isHere ? 'installed' : isBusy ? 'downloading' : '', ...sizesOf(entry)].filter(Boolean).join(' · '),
    icon: isHere ? 'pass' : isBusy ? 'loading~spin' : 'cloud',
    color: isHere ? 'charts.green' : undefined,
    context: isHere ? 'offer here' : isBusy ? 'offer busy' : 'offer new',
    tooltip: [
      ['Model', id],
      ['Use', summary],
      ['Size', sizesOf(entry).join(', ') || 'unknown until the download starts'],
      ['License', license ?? unconfirmed],
      ['Languages', languages ?? unconfirmed],
      ...(limits === undefined ? [] : [['Limits', limits] as const]),
    ],
    model: id,
  };
}

/** As published, e.g. "86 M parameters": without the embeddings. */
export function sizesOf({ backboneParameters, downloadBytes }: CatalogEntry): readonly string[] {
  const millions = backboneParameters === undefined ? [] : [`${Math.round(backboneParameters / 1e6)} M parameters`];
  return downloadBytes === undefined ? millions : [...millions, formatBytes(downloadBytes)];
}
