import { isJsonObject } from './boundedJson';
import type { ConfigFields } from './configFields';

/** Far above any classifier; a damaged `num_labels` must not make millions of names. */
const maxLabels = 100_000;

/** Names for a number of labels that have none, as Hugging Face numbers them: LABEL_0, LABEL_1, … */
export function numberedLabels(count: number): readonly string[] {
  return Array.from({ length: count }, (_, id) => `LABEL_${id}`);
}

/**
 * Labels in id order: of `id2label`, else of `label2id`, else numbered for `num_labels`; empty when the configuration has
 * none of them. Where `id2label` only numbers an output, `label2id` may name it.
 * @throws CheckpointError when ids do not run from 0 on, or a label is no text
 */
export function parseLabels(fields: ConfigFields): readonly string[] {
  const ids = parseLabelIds(fields);
  const nameOf = (wanted: number) => [...ids].find(([, id]) => id === wanted)?.[0];
  const labels = fields.raw('id2label');
  if (labels === undefined) {
    const named = Array.from(ids, (_, id) => nameOf(id));
    if (named.length > 0 && named.every((name) => name !== undefined)) return named;
    const count = fields.integer('num_labels', 0, 0);
    if (count > maxLabels) throw fields.fault('num_labels', `at most ${maxLabels}`);
    return numberedLabels(count);
  }
  const expected = 'a table from ids, 0, 1, 2 and so on, to labels';
  if (!isJsonObject(labels)) throw fields.fault('id2label', expected);
  return Object.keys(labels).map((_, id) => {
    const label = Object.hasOwn(labels, String(id)) ? labels[String(id)] : undefined;
    if (typeof label !== 'string') throw fields.fault('id2label', expected);
    return label === `LABEL_${id}` ? (nameOf(id) ?? label) : label;
  });
}

/** Ids by label as `label2id` has them; empty without one. What is no id is left out: nothing but names depends on it. */
export function parseLabelIds(fields: ConfigFields): ReadonlyMap<string, number> {
  const table = fields.raw('label2id');
  if (!isJsonObject(table)) return new Map();
  const isId = (id: unknown): id is number =>
    typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < maxLabels;
  return new Map(Object.entries(table).flatMap(([label, id]) => (isId(id) ? [[label, id] as const] : [])));
}
