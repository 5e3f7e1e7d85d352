import { plain } from '../../base/plainText';
import { CheckpointError } from '../../protocol/errors';
import { isJsonObject } from './boundedJson';
import type { ConfigFields } from './configFields';

/** Far above any classifier; bounds what a damaged table makes of its ids. */
const maxLabels = 100_000;

/** More unnamed outputs than this aren't labels. */
const maxUnnamedLabels = 1000;

/**
 * Labels of a classifier with this many outputs, in their order, all different: as `id2label` has them, or `label2id`
 * where `id2label` is missing or only numbers an output; outputs without a name are numbered as Hugging Face does
 * (LABEL_0). Names may be numbers, and ids may be written "00" or leave gaps. A name that two outputs share is told
 * apart by the id: "x (0)", "x (1)".
 * @throws CheckpointError when the tables are of a classifier with another number of outputs, or an id isn't a number
 */
export function parseLabels(fields: ConfigFields, outputs: number): readonly string[] {
  const named = namesById(fields);
  const given = namesOfIds(parseLabelIds(fields));
  const ids = [...(named ?? given).keys()];
  const stated = ids.length > 0 ? ids.length : countOf(fields);
  const withGaps = ids.reduce((highest, id) => Math.max(highest, id + 1), stated);
  const isUnnamed = stated === 0 && outputs <= maxUnnamedLabels;
  if (outputs !== stated && outputs !== withGaps && !isUnnamed) {
    throw new CheckpointError(
      plain`"${fields.file}" names ${stated} labels, but the classifier has ${outputs} outputs. Get both files from the same place.`,
    );
  }
  const labels = Array.from({ length: outputs }, (_, id) => {
    const numbered = `LABEL_${id}`;
    const name = named?.get(id) ?? numbered;
    return name === numbered ? (given.get(id) ?? numbered) : name;
  });
  return toldApart(labels);
}

/** Ids by label, as in `label2id`, if any. Anything that isn't an id is left out: only names depend on it. */
export function parseLabelIds(fields: ConfigFields): ReadonlyMap<string, number> {
  const table = fields.raw('label2id');
  if (!isJsonObject(table)) return new Map();
  return new Map(
    Object.entries(table).flatMap(([label, value]) => {
      const id = idOf(value);
      return id === undefined ? [] : [[label, id] as const];
    }),
  );
}

/** `id2label`, undefined without one; an output whose label is null or blank has none. */
function namesById(fields: ConfigFields): ReadonlyMap<number, string | undefined> | undefined {
  const table = fields.raw('id2label');
  if (table === undefined) return undefined;
  if (typeof table !== 'object' || table === null) throw fields.fault('id2label', 'a table from ids to labels');
  return new Map(
    Object.entries(table).map(([key, label]) => {
      const id = idOf(key);
      if (id === undefined) throw fields.fault('id2label', 'a table from ids, which are whole numbers, to labels');
      return [id, nameOf(label)];
    }),
  );
}

function namesOfIds(ids: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [label, id] of ids) if (!names.has(id) && label.trim() !== '') names.set(id, label);
  return names;
}

function countOf(fields: ConfigFields): number {
  const count = fields.integer('num_labels', 0, 0);
  if (count > maxLabels) throw fields.fault('num_labels', `at most ${maxLabels}`);
  return count;
}

function idOf(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < maxLabels ? id : undefined;
}

function nameOf(label: unknown): string | undefined {
  if (typeof label === 'number' || typeof label === 'boolean') return String(label);
  return typeof label === 'string' && label.trim() !== '' ? label : undefined;
}

/** The labels, with the id after each that occurs more than once: results are looked up and counted by label. */
function toldApart(labels: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label, id) => {
    let name = label;
    while ((counts.get(name) ?? 0) > (name === label ? 1 : 0)) name += ` (${id})`;
    return name;
  });
}
