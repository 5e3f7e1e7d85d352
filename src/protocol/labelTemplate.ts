import { plain } from '../base/plainText';
import { RequestError } from './errors';

/** Labels of the caller's own, for models that were not trained on them. */
export interface CandidateLabels {
  readonly labels: readonly string[];
  /**
   * Holds `{label}` (or `{}`) once and may hold `{text}` once, before which the text stands otherwise, e.g. `{text} It
   * was about {label}.` A model of natural language inference takes what is left without `{text}` as hypothesis.
   */
  readonly template: string;
  /** Whether several labels may hold at once; false when absent. */
  readonly multiLabel?: boolean;
}

/**
 * A template taken apart. `head`, the text and `tail` are separated by white space, so that each can be tokenized by
 * itself; what the template sets close to the text, such as quotes, is in `before` and `after`.
 */
export interface LabelTemplate {
  readonly head: string;
  readonly before: string;
  readonly after: string;
  readonly tail: string;
}

/** Where none is given. */
export const defaultTemplate = '{text} It was about {label}.';

/** `{}` is how other tools write `{label}`. */
export const labelSlot = /\{label\}|\{\}/g;

/** Without `{text}`, the text comes first. @throws RequestError when a slot is missing, doubled or touches the other */
export function parseTemplate(template: string): LabelTemplate {
  const labels = template.match(labelSlot)?.length ?? 0;
  const [head = '', tail, ...more] = (template.includes('{text}') ? template : `{text} ${template}`).split('{text}');
  if (labels !== 1 || tail === undefined || more.length > 0) {
    throw new RequestError(plain`The template “${template}” must contain {label} once, and {text} at most once.`);
  }
  const before = /\S*$/.exec(head)![0];
  const after = /^\S*/.exec(tail)![0];
  if (`${before}${after}`.match(labelSlot) !== null) {
    throw new RequestError(plain`The template “${template}” needs a space between {text} and {label}.`);
  }
  return { head: head.slice(0, head.length - before.length), before, after, tail: tail.slice(after.length) };
}

/** The label in its place; null characters and `$` in it stand for themselves. */
export function withLabel(part: string, label: string): string {
  return part.replace(labelSlot, () => label);
}

/** The hypothesis of natural language inference: the template without the text. @throws as `parseTemplate` */
export function hypothesis(template: string, label: string): string {
  const { head, tail } = parseTemplate(template);
  return withLabel(`${head}${tail}`, label).trim();
}

/** Labels as a person types them, separated by commas; each once. */
export function typedLabels(typed: string): readonly string[] {
  const labels = typed.split(',').map((label) => label.trim());
  return [...new Set(labels)].filter((label) => label !== '');
}
