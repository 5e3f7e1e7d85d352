import { isJsonObject } from './boundedJson';
import type { ConfigFields } from './configFields';

/** Far above any classifier; a damaged `num_labels` must not make millions of names. */
const maxLabels = 100_000;

/** Names for a number of labels that have none, as Hugging Face numbers them: LABEL_0, LABEL_1, … */
export function numberedLabels(count: number): readonly string[] {
  return Array.from({ length: count }, (_, id) => `LABEL_${id}`);
}

/**
 * Labels in id order: of `id2label`, else numbered for `num_labels`; empty when the configuration has neither.
 * @throws CheckpointError when ids do not run from 0 on, or a label is no text
 */
export function parseLabels(fields: ConfigFields): readonly string[] {
  const labels = fields.raw('id2label');
  if (labels === undefined) {
    const count = fields.integer('num_labels', 0, 0);
    if (count > maxLabels) throw fields.fault('num_labels', `at most ${maxLabels}`);
    return numberedLabels(count);
  }
  const expected = 'a table from ids, 0, 1, 2 and so on, to labels';
  if (!isJsonObject(labels)) throw fields.fault('id2label', expected);
  return Object.keys(labels).map((_, id) => {
    const label = Object.hasOwn(labels, String(id)) ? labels[String(id)] : undefined;
    if (typeof label !== 'string') throw fields.fault('id2label', expected);
    return label;
  });
}
