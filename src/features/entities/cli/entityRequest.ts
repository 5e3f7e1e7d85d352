import { plain } from '../../../base/plainText';
import { aggregations, type Aggregation } from '../../../protocol/entities';
import { typedLabels } from '../../../protocol/labelTemplate';
import { choice, number, option, type Arguments, type OptionHelps } from '../../../terminal/arguments';
import { UsageError } from '../../../terminal/usage';
import { presetNames, presets } from '../core/presets';

/** What says which entities are looked for. */
export const entityOptions: OptionHelps = {
  labels: ['A,B,…', 'what to look for, in your words, with a GLiNER'],
  preset: [presetNames.join('|'), 'labels for a GLiNER, beside those of --labels'],
  aggregation: [aggregations.join('|'), 'how the labels of tokens become entities'],
  threshold: ['P', 'minimum score of an entity, from 0 to 1; otherwise 0, or 0.5 with a GLiNER'],
};

/** @throws UsageError */
export function entityRequest(given: Arguments, fallback: Aggregation) {
  const preset = option(given, 'preset') === undefined ? [] : presets[choice(given, 'preset', presetNames, 'people')];
  const labels = [...new Set([...typedLabels(option(given, 'labels') ?? ''), ...preset])];
  return {
    labels: labels.length === 0 ? undefined : labels,
    aggregation: choice(given, 'aggregation', aggregations, fallback),
    threshold: option(given, 'threshold') === undefined ? undefined : number(given, 'threshold', 0, 0, 1),
  };
}

/** Tells whether a label is one of `wanted`, whatever its case. @throws UsageError when one of these isn't possible */
export function labelFilter(wanted: readonly string[], possible: readonly string[]): (label: string) => boolean {
  const known = new Set(possible.map((label) => label.toLowerCase()));
  const stranger = wanted.find((label) => !known.has(label.toLowerCase()));
  if (stranger !== undefined)
    throw new UsageError(plain`Nothing is labeled “${stranger}”. The labels are: ${possible.join(', ')}.`);
  const chosen = new Set(wanted.map((label) => label.toLowerCase()));
  return (label) => chosen.has(label.toLowerCase());
}
